package anchorbench.engine.cuda.driver;

/**
 * How many blocks of how many threads.
 *
 * @param sharedBytes of a block, besides what the kernel declares
 */
public record Grid(int blocksX, int blocksY, int threadsX, int threadsY, int sharedBytes) {
  public Grid(int blocksX, int blocksY, int threadsX, int threadsY) {
    this(blocksX, blocksY, threadsX, threadsY, 0);
  }

  /** Enough blocks of {@code threads} for {@code count} threads. */
  public static Grid covering(long count, int threads) {
    return new Grid(Math.toIntExact(Math.ceilDiv(count, (long) threads)), 1, threads, 1);
  }
}
