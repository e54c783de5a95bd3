package anchorbench.engine.cuda.driver;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import java.lang.foreign.MemorySegment;

/**
 * An entry of a heuristic's list. What it says of the workspace is not read: the algorithm is asked
 * for that once its arithmetic is set.
 *
 * @param algorithm its number among those of the pass
 * @param status 0 if it can do the pass
 * @param deterministic whether its bits repeat: what adds by atomics is not
 * @param math {@code cudnnMathType_t} with which it is offered
 */
record CudnnOffer(int algorithm, int status, boolean deterministic, int math) {
  // cudnnMathType_t
  static final int DEFAULT_MATH = 0;
  static final int TENSOR_OP_MATH = 1;
  static final int TENSOR_OP_MATH_ALLOW_CONVERSION = 2;
  static final int FMA_MATH = 3;

  /** {@code CUDNN_DETERMINISTIC}. */
  static final int DETERMINISTIC = 1;

  // cudnnConvolution*AlgoPerf_t, alike for all passes: int algorithm, int status, float time,
  // size_t memory, int determinism, int math, int[3].
  static final long BYTES = 48;
  static final long STATUS = 4;
  static final long DETERMINISM = 24;
  static final long MATH = 28;

  /** One of the structures that a heuristic wrote. */
  static CudnnOffer read(MemorySegment list, int index) {
    MemorySegment entry = list.asSlice(index * BYTES, BYTES);
    return new CudnnOffer(
        entry.get(JAVA_INT, 0),
        entry.get(JAVA_INT, STATUS),
        entry.get(JAVA_INT, DETERMINISM) == DETERMINISTIC,
        entry.get(JAVA_INT, MATH));
  }

  /**
   * What the convolution is to be computed with. The default would compute float32 in TF32 wherever
   * the card can.
   */
  static int asked(Arithmetic arithmetic) {
    return arithmetic == Arithmetic.FLOAT32 ? FMA_MATH : TENSOR_OP_MATH;
  }

  /** Conversion is to 16 bits, which nobody asks for. */
  boolean suits(Arithmetic arithmetic) {
    boolean rounds = math == TENSOR_OP_MATH && arithmetic == Arithmetic.FLOAT32;
    return status == 0 && deterministic && !rounds && math != TENSOR_OP_MATH_ALLOW_CONVERSION;
  }

  /** What stays set while the algorithm runs; never the default for float32, see {@link #asked}. */
  int pinned(Arithmetic arithmetic) {
    return arithmetic == Arithmetic.FLOAT32 ? FMA_MATH : math;
  }

  static String mathName(int math) {
    return switch (math) {
      case DEFAULT_MATH -> "default math";
      case TENSOR_OP_MATH -> "tensor operations";
      case FMA_MATH -> "no tensor operations";
      default -> "math " + math;
    };
  }
}
