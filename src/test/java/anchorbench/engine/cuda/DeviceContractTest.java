package anchorbench.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.engine.Engine;
import anchorbench.engine.EngineContract;
import anchorbench.engine.GradientError;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The contract on the card of this machine: for a box with a GPU, {@code mvn verify
 * -Dsurefire.excluded=}.
 */
@Tag("gpu")
class DeviceContractTest {
  private static CudaEngine open(Arithmetic arithmetic) {
    try {
      return CudaEngine.open(CudaPlatform.find(), arithmetic, 0);
    } catch (CudaAbsent e) {
      return Assumptions.abort(e.getMessage());
    }
  }

  @Nested
  class OnTheCard extends EngineContract {
    @Override
    protected Engine open() {
      return DeviceContractTest.open(Arithmetic.FLOAT32);
    }
  }

  @Nested
  class SingleStepsOnTheCard extends SingleStepContract {
    @Override
    CudaEngine open(int sharedKb) {
      return DeviceContractTest.open(Arithmetic.FLOAT32);
    }

    @Override
    void assertThreeLaunches() {}
  }

  /**
   * The other ways that a step and convolutions may take; the card's own choice is the one above.
   */
  @Nested
  class OnTheCardByProducts extends EngineContract {
    @Override
    protected Engine open() {
      System.setProperty(StepChoice.PROPERTY, "cublaslt");
      System.setProperty(CudnnSearch.CONVOLUTIONS, CudnnSearch.PATCHES);
      try {
        CudaPlatform platform =
            CudaPlatform.find().with(ConvolutionSource.none("asked for by a test"));
        return CudaEngine.open(platform, Arithmetic.FLOAT32, 0);
      } catch (CudaAbsent e) {
        return Assumptions.abort(e.getMessage());
      }
    }

    @AfterEach
    void leaveTheChoiceToTheCard() {
      System.clearProperty(StepChoice.PROPERTY);
      System.clearProperty(CudnnSearch.CONVOLUTIONS);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT32,100-40-16,1e-5",
    "TF32,100-40-16,5e-3",
    "BFLOAT16,100-40-16,5e-2",
    "FLOAT32,conv3x8 pool2 conv3x16 pool2 16,1e-5",
    "TF32,conv3x8 pool2 conv3x16 pool2 16,0.0375",
    "BFLOAT16,conv3x8 pool2 conv3x16 pool2 16,0.15"
  })
  void gradientErrors(Arithmetic arithmetic, String network, double most) {
    try (Engine engine = open(arithmetic)) {
      double error = GradientError.of(engine, network);
      System.out.printf(
          "%s, %s: relative error of the gradient %.2e%n", arithmetic, network, error);
      assertTrue(error <= most, arithmetic + ": " + error);
    }
  }
}
