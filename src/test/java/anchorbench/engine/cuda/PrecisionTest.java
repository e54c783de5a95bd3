package anchorbench.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.engine.GradientError;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The labelled precisions: coarser, by about what their mantissa says, and not by more. */
class PrecisionTest {
  @ParameterizedTest
  @CsvSource({"FLOAT32,0,1e-5", "TF32,1e-5,5e-3", "BFLOAT16,5e-4,5e-2"})
  void errorsAreOfTheMantissasSize(Arithmetic arithmetic, double least, double most) {
    try (CudaEngine engine = new HostCard(HostCard.ALL).open(arithmetic)) {
      double error = GradientError.of(engine);
      assertTrue(
          error >= least && error <= most,
          String.format(Locale.ROOT, "%s: relative error of the gradient %.2e", arithmetic, error));
      assertEquals(arithmetic.label(), engine.descriptor().precision());
    }
  }
}
