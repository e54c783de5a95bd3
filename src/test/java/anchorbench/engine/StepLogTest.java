package anchorbench.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class StepLogTest {
  @Test
  void theLastBatchHasWhatIsLeft() {
    assertArrayEquals(new int[] {128, 128, 44}, StepLog.ofBatches(300, 128).triplets());
    assertArrayEquals(new int[] {7}, StepLog.ofBatches(7, 128).triplets());
  }

  /** A step counts as much as it has triplets: of 120, not of the batch that they are cut from. */
  @Test
  void meansAreOverTheTripletsThatWereTrainedOn() {
    StepLog log = new StepLog(new float[] {1, 4}, new int[] {60, 30}, new int[] {120, 40});
    assertEquals(160, log.trained());
    assertEquals(1.75f, log.loss());
    assertEquals(0.5625f, log.activeShare());
  }
}
