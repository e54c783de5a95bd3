package anchorbench.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.engine.GradientError;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The labelled precisions: coarser, by about what their mantissa says, and not by more. */
class PrecisionTest {
  @ParameterizedTest
  @CsvSource({"FLOAT32,0,1e-5", "TF32,1e-5,5e-3", "BFLOAT16,5e-4,5e-2"})
  void errorsAreOfTheMantissasSize(Arithmetic arithmetic, double least, double most) {
    assertError(arithmetic, "100-40-16", least, most);
  }

  /**
   * Rounding adds up from layer to layer, and a pool may choose another pixel: of bfloat16 11 %
   * were measured, of TF32, which has two bits more, a quarter. What reads bfloat16 differs: a
   * product behind the images, a pool, a ReLU, another product.
   */
  @ParameterizedTest
  @CsvSource({"FLOAT32,0,1e-5", "TF32,1e-5,0.0375", "BFLOAT16,5e-4,0.15"})
  void ofConvolutionsToo(Arithmetic arithmetic, double least, double most) {
    for (String network :
        List.of(
            "conv3x8 pool2 conv3x16 pool2 16",
            "relu conv3x8 avg2 relu conv1x12 relu flatten 9",
            "pool2 conv3x16 relu conv3x8 gap")) {
      assertError(arithmetic, network, least, most);
    }
  }

  private static void assertError(
      Arithmetic arithmetic, String network, double least, double most) {
    try (CudaEngine engine = new HostCard(HostCard.ALL).open(arithmetic)) {
      double error = GradientError.of(engine, network);
      assertTrue(
          error >= least && error <= most,
          String.format(Locale.ROOT, "%s, %s: relative error %.2e", arithmetic, network, error));
      assertEquals(arithmetic.label(), engine.descriptor().precision());
    }
  }
}
