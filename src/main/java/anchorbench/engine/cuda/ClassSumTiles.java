package anchorbench.engine.cuda;

/**
 * What a block of {@code class_sums} adds up.
 *
 * @param band vectors of 16 pixels
 * @param images of one class; of a thread at most {@link #MOST_OF_A_THREAD}
 */
record ClassSumTiles(int band, int images) {
  static final int THREADS = 256;

  /** A kilobyte of an image, which its neighbours in memory are read with. */
  private static final int WIDEST = 64;

  /** So that the sums that every block adds to the others' are few beside its pixels. */
  private static final int MOST_OF_A_THREAD = 25;

  /** As many are under way at once. */
  private static final int LEAST_OF_A_THREAD = 4;

  /** While a card would have fewer than this, each gets fewer images. */
  private static final int BLOCKS_PER_MULTIPROCESSOR = 2;

  /**
   * @param vectors of an image
   * @param perClass images of the largest class
   */
  static ClassSumTiles of(int vectors, int perClass, int classes, int multiprocessors) {
    int bands = Math.ceilDiv(vectors, WIDEST);
    int band = Math.ceilDiv(vectors, bands);
    int teams = THREADS / band;
    int ofAThread = MOST_OF_A_THREAD;
    ClassSumTiles tiles = new ClassSumTiles(band, teams * ofAThread);
    while (ofAThread > LEAST_OF_A_THREAD
        && (long) tiles.blocksOfAClass(vectors, perClass) * classes
            < (long) BLOCKS_PER_MULTIPROCESSOR * multiprocessors) {
      ofAThread = Math.max(LEAST_OF_A_THREAD, ofAThread / 2);
      tiles = new ClassSumTiles(band, teams * ofAThread);
    }
    return tiles;
  }

  /** Blocks for the largest class. */
  int blocksOfAClass(int vectors, int perClass) {
    return Math.multiplyExact(Math.ceilDiv(vectors, band), Math.ceilDiv(perClass, images));
  }
}
