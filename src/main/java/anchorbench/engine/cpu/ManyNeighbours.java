package anchorbench.engine.cpu;

import anchorbench.engine.NeighbourOrder;
import java.lang.foreign.Arena;
import java.util.Arrays;

/**
 * One thread's search for many neighbours, as R-precision wants them. A sample of the index guesses
 * for each query a score that a little more than those wanted lie below; panels that may hold such
 * scores are searched, and only what lies below is sorted.
 */
final class ManyNeighbours {
  private static final int SAMPLE = 512;

  /** Standard deviations of the sample's count that the guess is put too high. */
  private static final double CAUTION = 4;

  private final Kernels kernels;
  private final SearchSpace space;
  private final NearestNeighbours search;
  private final IndexPanels panels;
  private final IndexPanels samplePanels;
  private final SearchSpace.Block block;
  private final int group;

  /** In the sample, of the guess; none where the sample is too small for one. */
  private final int rank;

  private final int sampled;

  /** [group, sampled]. */
  private final long[] sample;

  private final SortedScores[] found;
  private final int[] candidates;
  private final float[] scores;

  private ManyNeighbours(Kernels kernels, SearchSpace space) {
    this.kernels = kernels;
    search = space.search;
    panels = space.panels;
    this.space = space;
    samplePanels = space.sample;
    block = space.new Block();
    group = space.group;
    sampled = Math.min(SAMPLE, search.indexCount);
    sample = new long[group * sampled];
    double share = (double) search.kept / search.indexCount;
    double spread = Math.sqrt(sampled * share * (1 - share));
    rank = (int) Math.ceil(sampled * share + CAUTION * spread);
    candidates = new int[search.kept];
    scores = new float[search.kept];
    found = new SortedScores[group];
    Arrays.setAll(found, _ -> new SortedScores(search.indexCount));
  }

  static void find(Kernels kernels, PanelScores products, Crew crew, NearestNeighbours search) {
    try (Arena arena = Arena.ofShared()) {
      SearchSpace space = new SearchSpace(products, arena, search, SAMPLE);
      space.searchAll(crew, () -> new ManyNeighbours(kernels, space)::find);
    }
  }

  private void find(int from, int to) {
    block.begin(from, to);
    for (int g = 0; g < block.count; g++) {
      if (rank < sampled) {
        guess(g);
      }
      collect(g);
      for (int i = 0; i < group; i++) {
        int row = block.row(g * group + i);
        if (row >= 0) {
          order(row, found[i]);
        }
      }
    }
  }

  private void guess(int g) {
    for (int p = 0; p < samplePanels.count; p++) {
      block.allScores(g, samplePanels, p);
      for (int i = 0; i < group; i++) {
        for (int c = 0; c < samplePanels.columns; c++) {
          int at = p * samplePanels.columns + c;
          if (at < sampled) {
            float score = block.scores[i * samplePanels.columns + c];
            sample[i * sampled + at] = SortedScores.key(score, at);
          }
        }
      }
    }
    for (int i = 0; i < group; i++) {
      if (block.row(g * group + i) >= 0) {
        int first = i * sampled;
        NeighbourOrder.select(sample, first, first + sampled - 1, first + rank);
        block.worst[g * group + i] = SortedScores.score(sample[first + rank]);
      }
    }
    block.limit(g);
  }

  /** Finds what is not above the guesses, and everything where that is too little. */
  private void collect(int g) {
    boolean enough = collectOnce(g);
    if (!enough) {
      for (int i = g * group; i < (g + 1) * group; i++) {
        block.worst[i] = block.row(i) >= 0 ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY;
      }
      block.limit(g);
      collectOnce(g);
    }
  }

  private boolean collectOnce(int g) {
    for (SortedScores each : found) {
      each.clear();
    }
    for (int panel = 0; panel < panels.count; panel++) {
      if (!block.isFar(g, panel)) {
        for (int hits = block.scores(g, panel); hits != 0; hits &= hits - 1) {
          int i = Integer.numberOfTrailingZeros(hits);
          float worst = block.worst[g * group + i];
          for (int c = 0; c < panels.columns; c++) {
            float score = block.scores[i * panels.columns + c];
            if (score <= worst && panels.row(panel, c) >= 0) {
              found[i].add(score, panels.row(panel, c));
            }
          }
        }
      }
    }
    boolean enough = true;
    for (int i = 0; i < group; i++) {
      enough &= block.row(g * group + i) < 0 || found[i].count() >= search.kept;
    }
    return enough;
  }

  private void order(int row, SortedScores scored) {
    scored.sort();
    // Fewer only where scores are no numbers; then row 0 stands in.
    for (int i = 0; i < search.kept; i++) {
      boolean there = i < scored.count();
      candidates[i] = there ? scored.row(i) : 0;
      scores[i] = there ? scored.score(i) : Float.NaN;
    }
    NeighbourOrder.orderSorted(
        kernels::squaredDistance,
        search.queries,
        row,
        search.index,
        search.width,
        candidates,
        scores,
        space.rounding(row),
        search.k,
        search.nearest);
  }
}
