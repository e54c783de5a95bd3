package anchorbench.engine.cuda.driver;

import java.util.Locale;
import java.util.Optional;

/**
 * Convolutions on the device. For one thread and one stream at a time: whoever trains has its own.
 * Images, weights and gradients begin at multiples of {@link GemmLibrary#ALIGNMENT} bytes.
 */
public interface ConvolutionLibrary extends AutoCloseable {
  /** What is computed of images x, weights w and outputs y. */
  enum Pass {
    /** Reads x and w, writes y. */
    FORWARD,
    /** Reads x, and in y the loss by output; writes into w the loss by weight. */
    WEIGHT_GRADIENT,
    /** Reads w, and in y the loss by output; writes into x the loss by input. */
    INPUT_GRADIENT;

    /** In words. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** A pass with its algorithm, pinned: it runs the same way each time, and its bits repeat. */
  interface Prepared extends AutoCloseable {
    /** Which algorithm, for the record. */
    String algorithm();

    /** How much {@link #run} uses of the workspace. */
    long workspaceBytes();

    /**
     * Writes over what was there, and adds nothing to it. May be recorded into a graph once it has
     * run outside of one: the first run brings code to the card.
     *
     * @param x device address, as of the others; {@link Pass} says which of the three is written
     */
    void run(long x, long w, long y, long workspace, long stream);

    @Override
    void close();
  }

  String version();

  /**
   * Chooses an algorithm; not to be called while a graph is recorded.
   *
   * @param workspaceBytes how much {@link Prepared#run} may use
   * @return empty if the library has no algorithm for it that fits the workspace and gives the same
   *     bits each time
   */
  Optional<Prepared> prepare(ConvolutionProblem problem, Pass pass, long workspaceBytes);

  /** After all that was prepared. */
  @Override
  void close();
}
