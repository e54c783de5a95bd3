package anchorbench.bench.tensorflow;

import anchorbench.data.ImageSet;
import anchorbench.device.Device;
import anchorbench.device.EngineDescriptor;
import anchorbench.device.Role;
import anchorbench.engine.TimedEngine;
import anchorbench.machine.Processor;
import anchorbench.network.DenseNetwork;
import anchorbench.network.NetworkSpec;
import java.util.List;
import java.util.Optional;
import org.tensorflow.TensorFlow;

/**
 * TensorFlow through its Java binding, on the processor: graphs built once and run by sessions,
 * which is what Keras compiles a step to.
 */
final class TensorflowEngine implements TimedEngine {
  private final int threads;
  private final ClassSumsGraph classSums;

  TensorflowEngine(int threads) {
    this.threads = threads;
    classSums = new ClassSumsGraph(threads);
  }

  @Override
  public EngineDescriptor descriptor() {
    return new EngineDescriptor(
        TensorflowProvider.NAME,
        Role.PEER,
        Device.processor(Processor.name()),
        threads,
        EngineDescriptor.FLOAT32,
        List.of(
            new EngineDescriptor.Library(
                "TensorFlow through its Java binding", TensorFlow.version(), "org.tensorflow")),
        List.of(
            "graphs run by sessions, with the fused ApplyAdam; a mean anchor is gathered for every"
                + " triplet, as one would write it"));
  }

  @Override
  public Optional<String> refusal(NetworkSpec network) {
    return DenseNetwork.refusal(network);
  }

  @Override
  public TensorflowSession load(ImageSet images) {
    return new TensorflowSession(threads, classSums, images);
  }

  @Override
  public void close() {
    classSums.close();
  }
}
