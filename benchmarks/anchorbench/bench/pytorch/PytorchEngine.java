package anchorbench.bench.pytorch;

import ai.djl.ndarray.NDManager;
import anchorbench.data.ImageSet;
import anchorbench.device.Device;
import anchorbench.device.EngineDescriptor;
import anchorbench.device.Role;
import anchorbench.engine.TimedEngine;
import anchorbench.machine.Processor;
import java.util.List;

/**
 * libtorch through DJL, on the processor: what a user of PyTorch would write, eager, in place where
 * it can be.
 */
final class PytorchEngine implements TimedEngine {
  private final NDManager manager;
  private final int threads;

  PytorchEngine(int threads) {
    this.threads = threads;
    System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(threads));
    System.setProperty("ai.djl.offline", "true");
    manager = NDManager.newBaseManager("PyTorch");
  }

  @Override
  public EngineDescriptor descriptor() {
    String version = ai.djl.engine.Engine.getEngine("PyTorch").getVersion();
    return new EngineDescriptor(
        PytorchProvider.NAME,
        Role.PEER,
        Device.processor(Processor.name()),
        threads,
        EngineDescriptor.FLOAT32,
        List.of(new EngineDescriptor.Library("libtorch through DJL", version, "ai.djl.pytorch")),
        List.of(
            "eager; the binding has no fused Adam, so it is made of tensor operations in place",
            "memory that is freed is kept where the C library is glibc",
            "in perceptrons a mean anchor is gathered for every triplet, as one would write it; in"
                + " networks with convolutions a table smaller than the batch is embedded once a"
                + " step, channels lie last and the maximum comes before the ReLU (the binding"
                + " cannot train in oneDNN's own layout)"));
  }

  @Override
  public PytorchSession load(ImageSet images) {
    // Not before: a process that only asks what is there keeps its own ways.
    KeptMemory.begin();
    return new PytorchSession(manager.newSubManager(), images);
  }

  @Override
  public void close() {
    manager.close();
  }
}
