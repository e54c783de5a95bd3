package anchorbench.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.data.DataSet;
import anchorbench.data.SyntheticGarments;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.experiment.Experiment;
import anchorbench.experiment.Protocol;
import anchorbench.experiment.TestProtocols;
import anchorbench.experiment.TrialStore;
import org.junit.jupiter.api.Test;

/** Several trials on one card at once: the same numbers as one by one. */
class TrialsOnOneCardTest {
  private static final DataSet DATA = new SyntheticGarments(3).dataSet(300, 60);

  private static final Protocol PROTOCOL =
      TestProtocols.sized(
          TestProtocols.small("784-12-8", "random", "mean:5", "centroid"), 2, 3, 10, 32);

  private static Experiment.Outcome run(CudaEngine engine, int concurrently) {
    return Experiment.run(
        engine, concurrently, DATA, PROTOCOL, TrialStore.NONE, Experiment.Listener.NONE);
  }

  @Test
  void sideBySideTrialsGiveTheSameNumbersAsOneByOne() {
    HostCard card = new HostCard(HostCard.ALL);
    try (CudaEngine engine = card.open(Arithmetic.FLOAT32)) {
      Experiment.Outcome one = run(engine, 1);
      Experiment.Outcome three = run(engine, 3);
      assertEquals(6, one.trials().size());
      for (int i = 0; i < 6; i++) {
        assertEquals(
            one.trials().get(i).epochs().losses(), three.trials().get(i).epochs().losses());
        assertEquals(one.trials().get(i).scores(), three.trials().get(i).scores());
      }
      assertTrue(card.driver.graphLaunches > 0, "epochs were not recorded");
    }
    assertEquals(0, card.driver.liveAllocations());
  }
}
