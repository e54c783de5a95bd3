package anchorbench.engine;

import anchorbench.data.ImageSet;
import anchorbench.device.DeviceClocks;
import anchorbench.device.EngineDescriptor;
import anchorbench.network.NetworkSpec;
import java.util.List;
import java.util.Optional;

/**
 * One way to run the three kernels that are timed, on one device: class means, the assembly of a
 * batch of triplets, the training step.
 *
 * <p>Every engine computes the same numbers as {@code engine.reference}: integers equal, floats
 * within a bound that follows from the length of the sums. What an engine allocated is given back
 * when it is closed; its sessions are not used after that.
 */
public interface TimedEngine extends AutoCloseable {
  EngineDescriptor descriptor();

  /** Its device, told from others of the same kind. */
  default String device() {
    return descriptor().device().name();
  }

  /** What a person who looks for the cause of a figure wants to know, one line each. */
  default List<String> details() {
    return List.of();
  }

  /** The device's clocks now, where they can be read. */
  default Optional<DeviceClocks> clocks() {
    return Optional.empty();
  }

  /** The device's peaks, for the benchmarks; empty where another engine measures it. */
  default Optional<Peaks> peaks() {
    return Optional.empty();
  }

  /**
   * Why this engine does not run a network; empty where it does. A network that it does not run is
   * refused wherever it is handed in, too.
   */
  default Optional<String> refusal(NetworkSpec network) {
    return Optional.empty();
  }

  /** What a reader of the figures of a network must know besides the descriptor's notes. */
  default List<String> notes(NetworkSpec network) {
    return List.of();
  }

  /** Puts images on the device. */
  TimedSession load(ImageSet images);

  @Override
  void close();
}
