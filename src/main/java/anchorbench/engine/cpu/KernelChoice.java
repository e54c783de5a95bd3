package anchorbench.engine.cpu;

import anchorbench.engine.cpu.machinecode.MachineCode;
import java.util.List;
import java.util.Locale;
import jdk.incubator.vector.FloatVector;

/**
 * Which loops run here, and what a reader of the figures should know about it.
 *
 * @param notes which loops, and why if they are the slow ones
 */
record KernelChoice(Kernels kernels, List<String> notes) {
  private static final String VECTOR_MODULE = "jdk.incubator.vector";

  static KernelChoice make() {
    if (ModuleLayer.boot().findModule(VECTOR_MODULE).isEmpty()) {
      return scalar("started without --add-modules " + VECTOR_MODULE);
    }
    // Asked before VectorKernels is loaded: it has species that narrow vectors have not.
    int bits = FloatVector.SPECIES_PREFERRED.vectorBitSize();
    if (bits != 256 && bits != 512) {
      return scalar(
          String.format(Locale.ROOT, "vectors here are %d bits wide, not 256 or 512", bits));
    }
    try {
      return of(new MachineCodeKernels(MachineCode.load(), MachineCode.hasInOrder()));
    } catch (UnsupportedOperationException e) {
      Kernels vector = new VectorKernels();
      return new KernelChoice(vector, List.of(vector.description() + "; " + e.getMessage()));
    }
  }

  /** Loops of the caller's choice. */
  static KernelChoice of(Kernels kernels) {
    return new KernelChoice(kernels, List.of(kernels.description()));
  }

  private static KernelChoice scalar(String why) {
    return new KernelChoice(
        new ScalarKernels(), List.of("scalar loops, slower than the Vector API: " + why));
  }
}
