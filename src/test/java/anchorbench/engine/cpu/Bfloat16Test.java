package anchorbench.engine.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import anchorbench.engine.Engine;
import anchorbench.engine.GradientError;
import anchorbench.engine.Probe;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training with products in bfloat16: coarser by about what eight bits of mantissa say. */
class Bfloat16Test {
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void errorsAreOfTheMantissasSize(int threads) {
    Probe probe = CpuEngine.probeBfloat16(threads);
    assumeTrue(probe instanceof Probe.Ready, () -> ((Probe.Absent) probe).reason());
    try (Engine engine = ((Probe.Ready) probe).engine()) {
      double error = GradientError.of(engine);
      assertTrue(error >= 5e-4 && error <= 5e-2, "relative error of the gradient " + error);
      assertEquals("bf16", engine.descriptor().precision());
      assertEquals("cpu:bf16", engine.descriptor().name());
    }
  }

  /** Rounding adds up from layer to layer: of the first one's gradient, 11 % were measured. */
  @ParameterizedTest
  @ValueSource(strings = {"conv3x32 pool2 conv3x64 pool2 16", "conv3x17 conv3x8 gap"})
  void ofConvolutionsToo(String network) {
    Probe probe = CpuEngine.probeBfloat16(2);
    assumeTrue(probe instanceof Probe.Ready, () -> ((Probe.Absent) probe).reason());
    try (Engine engine = ((Probe.Ready) probe).engine()) {
      double error = GradientError.of(engine, network);
      assertTrue(error >= 5e-4 && error <= 0.15, "relative error of the gradient " + error);
    }
  }

  @Test
  void roundsToNearestAndTiesToEven() {
    Random random = new Random(3);
    float[] numbers = new float[1003];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(20) - 10));
    }
    // Halfway between two: 1 + 2^-8 to the even 1, 1 + 3 * 2^-8 to 1 + 2^-6.
    numbers[0] = 1 + 0x1p-8f;
    numbers[1] = 1 + 3 * 0x1p-8f;
    numbers[2] = Float.NaN;
    numbers[3] = Float.NEGATIVE_INFINITY;
    numbers[4] = Float.MAX_VALUE;
    for (Kernels kernels : new Kernels[] {new VectorKernels(), new ScalarKernels()}) {
      float[] rounded = rounded(kernels, numbers);
      assertEquals(1, rounded[0]);
      assertEquals(1 + 0x1p-6f, rounded[1]);
      assertTrue(Float.isNaN(rounded[2]));
      assertEquals(Float.NEGATIVE_INFINITY, rounded[3]);
      assertEquals(Float.POSITIVE_INFINITY, rounded[4]);
      for (int i = 5; i < numbers.length; i++) {
        assertEquals(numbers[i], rounded[i], Math.abs(numbers[i]) * 0x1p-8, "number " + i);
      }
    }
  }

  private static float[] rounded(Kernels kernels, float[] numbers) {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment from = arena.allocateFrom(JAVA_FLOAT, numbers);
      MemorySegment to = arena.allocate(JAVA_SHORT, numbers.length);
      kernels.roundToBfloat16(from, to, numbers.length);
      float[] rounded = new float[numbers.length];
      for (int i = 0; i < rounded.length; i++) {
        rounded[i] = Float.intBitsToFloat(to.getAtIndex(JAVA_SHORT, i) << 16);
      }
      return rounded;
    }
  }
}
