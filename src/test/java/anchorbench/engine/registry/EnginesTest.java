package anchorbench.engine.registry;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.InputException;
import anchorbench.data.ImageSet;
import anchorbench.data.Shape;
import anchorbench.device.EngineDescriptor;
import anchorbench.engine.TimedEngine;
import anchorbench.engine.TimedSession;
import anchorbench.network.DenseNetwork;
import anchorbench.network.NetworkSpec;
import anchorbench.network.NetworkText;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EnginesTest {
  /** Has dense layers alone. */
  private static final class Dense implements TimedEngine {
    @Override
    public Optional<String> refusal(NetworkSpec network) {
      return DenseNetwork.refusal(network);
    }

    @Override
    public EngineDescriptor descriptor() {
      throw new UnsupportedOperationException();
    }

    @Override
    public TimedSession load(ImageSet images) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }

  @Test
  void whoDoesNotRunANetworkNamesThoseThatDo() {
    try (Dense engine = new Dense()) {
      Engines.requireRuns("dense", engine, NetworkSpec.DEFAULT);
      NetworkSpec images = NetworkText.parse("conv3x4 gap").on(Shape.grey(9, 9));
      InputException refusal =
          assertThrows(InputException.class, () -> Engines.requireRuns("dense", engine, images));
      assertTrue(
          refusal
              .getMessage()
              .startsWith("--engine dense: network 'conv3x4 gap': this engine has dense layers"),
          refusal.getMessage());
      assertTrue(
          refusal.getMessage().contains("Engines ready here that run it: reference, cpu, nd4j"),
          refusal.getMessage());
    }
  }
}
