package anchorbench.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.data.DataSet;
import anchorbench.data.SyntheticGarments;
import anchorbench.engine.cuda.driver.ConvolutionLibrary.Pass;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.experiment.Experiment;
import anchorbench.experiment.TestProtocols;
import anchorbench.experiment.TrialStore;
import anchorbench.experiment.protocol.Protocol;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/** Several trials on one card at once: the same numbers as one by one. */
class TrialsOnOneCardTest {
  private static final DataSet DATA = new SyntheticGarments(3).dataSet(300, 60);

  private static Protocol protocol(String network) {
    return TestProtocols.sized(
        TestProtocols.small(network, "random", "mean:5", "centroid"), 2, 3, 10, 32);
  }

  private static Experiment.Outcome run(CudaEngine engine, Protocol protocol, int concurrently) {
    return Experiment.run(
        engine, concurrently, DATA, protocol, TrialStore.NONE, Experiment.Listener.NONE);
  }

  @Test
  void sideBySideTrialsGiveTheSameNumbersAsOneByOne() {
    assertSameNumbers(new HostCard(HostCard.ALL), "784-12-8");
  }

  /** Their libraries are started, tried and closed while others record. */
  @Test
  void convolutionsOfTrialsSideBySideLeaveRecordingsAlone() {
    HostCard card = new HostCard(HostCard.ALL, new HostDriver.Faults(), EnumSet.allOf(Pass.class));
    assertSameNumbers(card, "conv3x4 pool2 conv3x4 pool2 8");
    assertTrue(card.convolutions.runs > 0, "no library convolved");
    assertEquals(0, card.convolutions.open);
  }

  private static void assertSameNumbers(HostCard card, String network) {
    Protocol protocol = protocol(network);
    try (CudaEngine engine = card.open(Arithmetic.FLOAT32)) {
      Experiment.Outcome one = run(engine, protocol, 1);
      Experiment.Outcome three = run(engine, protocol, 3);
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
