package anchorbench.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import java.util.Map;

/** The three kernels' own source on host memory. */
class FusedStepTest extends SingleStepContract {
  private HostCard card;
  private boolean early;

  @Override
  CudaEngine open(int sharedKb) {
    HostDriver.Faults faults = new HostDriver.Faults();
    faults.sharedOptIn = sharedKb << 10;
    // One card that can begin a kernel early, and others that cannot.
    early = sharedKb == 163;
    faults.capability = early ? 90 : 80;
    card = new HostCard(HostCard.ALL, faults);
    return card.open(Arithmetic.FLOAT32);
  }

  @Override
  void assertThreeLaunches() {
    assertEquals(
        Map.of("fused_forward", 1, "fused_triplets", 1, "fused_update", 1), card.driver.launched);
    assertEquals(early ? 3 : 0, card.driver.launchedEarly);
  }
}
