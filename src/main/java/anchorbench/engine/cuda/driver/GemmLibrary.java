package anchorbench.engine.cuda.driver;

import java.util.Optional;

/**
 * Matrix products on the device. For several threads at once, each with its own workspace. Every
 * matrix begins at a multiple of {@link #ALIGNMENT} bytes, whatever its leading dimension.
 */
public interface GemmLibrary extends AutoCloseable {
  /** What the fast algorithms ask for: bytes, cuBLASLt's own default. */
  int ALIGNMENT = 256;

  /** A product with its algorithm, pinned: it runs the same way each time. */
  interface Prepared extends AutoCloseable {
    /** Which algorithm, for the record. */
    String algorithm();

    /** Device addresses; may be recorded into a graph. */
    void run(long a, long b, long d, long workspace, long stream);

    /** The same, added to what lies in d; for products without an epilogue. */
    void add(long a, long b, long d, long workspace, long stream);

    @Override
    void close();
  }

  String version();

  /**
   * Chooses an algorithm; not to be called while a graph is recorded.
   *
   * @param bias device address, 0 where the epilogue uses none
   * @param mask device address, 0 where the epilogue uses none
   * @param workspaceBytes how much {@link Prepared#run} may use
   * @return empty if the library has no algorithm for it, e.g. not for this epilogue
   */
  Optional<Prepared> prepare(Gemm product, long bias, long mask, long workspaceBytes);

  @Override
  void close();
}
