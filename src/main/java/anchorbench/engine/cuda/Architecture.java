package anchorbench.engine.cuda;

import anchorbench.engine.Card;
import java.util.Arrays;

/**
 * What kernels are compiled for.
 *
 * @param capability the card's compute capability, 10 major + minor
 * @param target the compiler's architecture
 * @param machineCode false where the driver must translate PTX for a card newer than the compiler
 */
record Architecture(int capability, int target, boolean machineCode) {

  /**
   * @param known the compiler's architectures, ascending
   * @throws CudaAbsent if the compiler has dropped the card
   */
  static Architecture of(int capability, int[] known, String compiler) throws CudaAbsent {
    if (capability < known[0]) {
      throw new CudaAbsent(
          ("the card is of compute capability %s, and NVRTC %s compiles for %s and newer. Cure: a"
                  + " CUDA 12 toolkit (pip install nvidia-cuda-nvrtc-cu12 nvidia-cublas-cu12).")
              .formatted(Card.text(capability), compiler, Card.text(known[0])));
    }
    int newest = Arrays.stream(known).filter(a -> a <= capability).max().orElseThrow();
    // Machine code of a lower minor version runs; that of a lower major does not.
    return new Architecture(capability, newest, newest / 10 == capability / 10);
  }

  String option() {
    return "--gpu-architecture=" + (machineCode ? "sm_" : "compute_") + target;
  }

  @Override
  public String toString() {
    return machineCode
        ? "sm_" + target
        : "PTX of " + Card.text(target) + " for a card of " + Card.text(capability);
  }
}
