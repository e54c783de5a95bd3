package anchorbench.engine.cuda.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import anchorbench.Answer;
import anchorbench.foreign.CHeader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The binding of cuDNN against its headers, which not every toolkit has. */
class CudnnHeaderTest {
  private static final String HEADER = "cudnn.h";

  @TempDir Path scratch;

  @Test
  void prototypesAreThoseOfItsHeader() throws Exception {
    CudaToolkit.declares(scratch, HEADER, new CudnnFunctions("libcudnn", CHeader.nowhere()));
  }

  @Test
  void numbersAreThoseOfItsHeader() throws Exception {
    List<Path> folders = CudaToolkit.foldersWith(HEADER);
    StringBuilder source = new StringBuilder("#include <stddef.h>\n#include <cudnn.h>\n");
    numbers()
        .forEach(
            (expression, value) ->
                source.append("_Static_assert((%s) == %s, \"\");\n".formatted(expression, value)));
    Path file = Files.writeString(scratch.resolve("numbers.c"), source);
    List<String> command = new ArrayList<>(List.of("gcc", "-std=gnu11", "-fsyntax-only", "-w"));
    folders.forEach(folder -> command.add("-I" + folder));
    command.add(file.toString());
    Answer answer = Answer.of(command);
    assertEquals(0, answer.exit(), answer.text());
  }

  private static Map<String, Long> numbers() {
    Map<String, Long> numbers = new LinkedHashMap<>();
    numbers.put("CUDNN_MAJOR", (long) Cudnn.MAJOR);
    numbers.put("CUDNN_DATA_FLOAT", (long) CudnnDescriptors.FLOAT);
    numbers.put("CUDNN_DATA_BFLOAT16", (long) CudnnDescriptors.BFLOAT16);
    numbers.put("CUDNN_TENSOR_NCHW", (long) CudnnDescriptors.NCHW);
    numbers.put("CUDNN_TENSOR_NHWC", (long) CudnnDescriptors.NHWC);
    numbers.put("CUDNN_CROSS_CORRELATION", (long) CudnnDescriptors.CROSS_CORRELATION);
    numbers.put("CUDNN_DETERMINISTIC", (long) CudnnOffer.DETERMINISTIC);
    numbers.put("CUDNN_DEFAULT_MATH", (long) CudnnOffer.DEFAULT_MATH);
    numbers.put("CUDNN_TENSOR_OP_MATH", (long) CudnnOffer.TENSOR_OP_MATH);
    numbers.put(
        "CUDNN_TENSOR_OP_MATH_ALLOW_CONVERSION", (long) CudnnOffer.TENSOR_OP_MATH_ALLOW_CONVERSION);
    numbers.put("CUDNN_FMA_MATH", (long) CudnnOffer.FMA_MATH);
    numbers.put("CUDNN_STATUS_NOT_SUPPORTED / 1000", (long) Cudnn.NOT_SUPPORTED);
    numbers.put("CUDNN_STATUS_INTERNAL_ERROR / 1000", (long) Cudnn.INTERNAL_ERROR);
    addAlgorithms(numbers, "CUDNN_CONVOLUTION_FWD_ALGO_", CudnnPass.FORWARD);
    addAlgorithms(numbers, "CUDNN_CONVOLUTION_BWD_FILTER_ALGO_", CudnnPass.WEIGHT_GRADIENT);
    addAlgorithms(numbers, "CUDNN_CONVOLUTION_BWD_DATA_ALGO_", CudnnPass.INPUT_GRADIENT);
    for (String pass : List.of("Fwd", "BwdFilter", "BwdData")) {
      String type = "cudnnConvolution" + pass + "AlgoPerf_t";
      numbers.put("sizeof(" + type + ")", CudnnOffer.BYTES);
      numbers.put(offset(type, "algo"), 0L);
      numbers.put(offset(type, "status"), CudnnOffer.STATUS);
      numbers.put(offset(type, "determinism"), CudnnOffer.DETERMINISM);
      numbers.put(offset(type, "mathType"), CudnnOffer.MATH);
    }
    return numbers;
  }

  private static String offset(String type, String member) {
    return "offsetof(" + type + ", " + member + ")";
  }

  private static void addAlgorithms(Map<String, Long> numbers, String prefix, List<String> names) {
    for (String name : names) {
      numbers.put(prefix + name, (long) names.indexOf(name));
    }
    numbers.put(prefix + "COUNT", (long) names.size());
  }
}
