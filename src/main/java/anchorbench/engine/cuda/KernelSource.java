package anchorbench.engine.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kernels' CUDA C, one family per resource. */
final class KernelSource {
  static final List<String> FAMILIES =
      List.of(
          "class_sums",
          "gather_rows",
          "patches",
          "pools",
          "dense",
          "triplet_loss",
          "adam",
          "neighbours",
          "peaks");

  /** A family that is compiled for one network: {@link FusedNetwork}. */
  static final String FUSED_STEP = "fused_step";

  /** Another: {@link FirstStage}. */
  static final String FIRST_STAGE = "first_stage";

  /** Put in place here: a compiler that gets text alone has no folder to look in. */
  private static final Pattern INCLUDE = Pattern.compile("(?m)^#include \"(\\w+\\.cu)\"$");

  private static final Pattern KERNEL =
      Pattern.compile("extern \"C\" __global__ void (?:__launch_bounds__\\([^)]*\\) )?(\\w+)\\(");

  private KernelSource() {}

  /** A family's source, what stands before every one included. */
  static String of(String family) {
    return read("prelude.cu") + withIncludes(family + ".cu");
  }

  private static String withIncludes(String resource) {
    return INCLUDE
        .matcher(read(resource))
        .replaceAll(match -> Matcher.quoteReplacement(withIncludes(match.group(1))));
  }

  /** Names of a family's kernels. */
  static List<String> kernels(String family) {
    return kernelsOf(of(family));
  }

  /** Names of the kernels that a source defines. */
  static List<String> kernelsOf(String source) {
    return KERNEL.matcher(source).results().map(match -> match.group(1)).toList();
  }

  private static String read(String resource) {
    try (InputStream in = KernelSource.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
