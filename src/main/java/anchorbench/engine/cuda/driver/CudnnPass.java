package anchorbench.engine.cuda.driver;

import anchorbench.engine.cuda.driver.ConvolutionLibrary.Pass;
import anchorbench.foreign.NativeFunction;
import java.util.List;

/**
 * What cuDNN has for a pass. The functions of all three take what is read, in this order, and then
 * what is written; only the types' names differ.
 *
 * @param heuristic lists algorithms, the fastest by its estimate first
 * @param workspace tells what an algorithm needs
 * @param run does the pass
 * @param algorithms names of the pass's algorithms, by their numbers
 */
record CudnnPass(
    NativeFunction heuristic,
    NativeFunction workspace,
    NativeFunction run,
    List<String> algorithms) {
  /** The names of {@code cudnnConvolutionFwdAlgo_t} behind {@code CUDNN_CONVOLUTION_FWD_ALGO_}. */
  static final List<String> FORWARD =
      List.of(
          "IMPLICIT_GEMM",
          "IMPLICIT_PRECOMP_GEMM",
          "GEMM",
          "DIRECT",
          "FFT",
          "FFT_TILING",
          "WINOGRAD",
          "WINOGRAD_NONFUSED");

  /** Those behind {@code CUDNN_CONVOLUTION_BWD_FILTER_ALGO_}. */
  static final List<String> WEIGHT_GRADIENT =
      List.of("0", "1", "FFT", "3", "WINOGRAD", "WINOGRAD_NONFUSED", "FFT_TILING");

  /** Those behind {@code CUDNN_CONVOLUTION_BWD_DATA_ALGO_}. */
  static final List<String> INPUT_GRADIENT =
      List.of("0", "1", "FFT", "FFT_TILING", "WINOGRAD", "WINOGRAD_NONFUSED");

  /** Something of the images, the weights and the outputs, in the order of a pass's functions. */
  record Operands(long first, long second, long result) {
    static Operands of(Pass pass, long x, long w, long y) {
      return switch (pass) {
        case FORWARD -> new Operands(x, w, y);
        case WEIGHT_GRADIENT -> new Operands(x, y, w);
        case INPUT_GRADIENT -> new Operands(w, y, x);
      };
    }
  }

  static CudnnPass of(Pass pass, CudnnFunctions cudnn) {
    return switch (pass) {
      case FORWARD ->
          new CudnnPass(cudnn.forwardHeuristic, cudnn.forwardWorkspace, cudnn.forward, FORWARD);
      case WEIGHT_GRADIENT ->
          new CudnnPass(
              cudnn.weightHeuristic, cudnn.weightWorkspace, cudnn.weightGradient, WEIGHT_GRADIENT);
      case INPUT_GRADIENT ->
          new CudnnPass(
              cudnn.inputHeuristic, cudnn.inputWorkspace, cudnn.inputGradient, INPUT_GRADIENT);
    };
  }

  /**
   * Whether an algorithm adds up the products that the definition has. By transforms (Winograd,
   * FFT) others are added, whose rounding does not follow from the length of the sums.
   */
  boolean addsProducts(int algorithm) {
    String name = algorithmName(algorithm);
    return !name.startsWith("WINOGRAD") && !name.startsWith("FFT");
  }

  String algorithmName(int algorithm) {
    return algorithm >= 0 && algorithm < algorithms.size()
        ? algorithms.get(algorithm)
        : "number " + algorithm;
  }
}
