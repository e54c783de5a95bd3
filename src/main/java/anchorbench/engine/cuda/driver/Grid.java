package anchorbench.engine.cuda.driver;

/** How many blocks of how many threads. */
public record Grid(int blocksX, int blocksY, int threadsX, int threadsY) {
  /** Enough blocks of {@code threads} for {@code count} threads. */
  public static Grid covering(long count, int threads) {
    return new Grid(Math.toIntExact(Math.ceilDiv(count, (long) threads)), 1, threads, 1);
  }
}
