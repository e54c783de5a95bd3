package anchorbench.engine.cpu.neighbours;

import anchorbench.engine.NeighbourOrder;
import anchorbench.engine.cpu.work.WorkerPool;
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

  /** Times k: more candidates are not worth sorting by insertion. */
  private static final int TOO_MANY = 2;

  private final SearchSpace space;
  private final NearestNeighbours search;
  private final IndexPanels panels;
  private final IndexPanels samplePanels;
  private final SearchSpace.Block block;
  private final ExactSearch exact;
  private final int group;

  /** In the sample, of the guess; none where the sample is too small for one. */
  private final int rank;

  private final int sampled;

  /** [group, sampled]. */
  private final long[] sample;

  private final SortedScores[] found;

  private ManyNeighbours(SearchSpace space) {
    search = space.search;
    panels = space.panels;
    this.space = space;
    samplePanels = space.sample;
    block = space.new Block();
    exact = new ExactSearch(space);
    group = space.group;
    sampled = Math.min(SAMPLE, search.indexCount);
    sample = new long[group * sampled];
    double share = (double) search.kept / search.indexCount;
    double spread = Math.sqrt(sampled * share * (1 - share));
    rank = (int) Math.ceil(sampled * share + CAUTION * spread);
    found = new SortedScores[group];
    Arrays.setAll(found, _ -> new SortedScores(search.indexCount));
  }

  static void find(NearestNeighbours search, PanelScores scores, WorkerPool workers) {
    try (Arena arena = Arena.ofShared()) {
      SearchSpace space = new SearchSpace(scores, arena, search, SAMPLE);
      space.searchAll(workers, () -> new ManyNeighbours(space)::find);
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
        if (block.row(g * group + i) >= 0) {
          order(g * group + i, found[i]);
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

  private void order(int query, SortedScores scored) {
    int row = block.row(query);
    scored.sort();
    boolean enough = scored.count() >= search.k;
    double last = enough ? scored.score(search.k - 1) : Double.POSITIVE_INFINITY;
    double rounding = space.rounding(row, last);
    int count = candidates(scored, rounding, block.worst[query]);
    if (count == 0) {
      int[] nearest = new int[Math.min(search.k, scored.count())];
      Arrays.setAll(nearest, scored::row);
      exact.find(row, nearest, 0, nearest.length);
      return;
    }
    int[] candidates = new int[count];
    float[] scores = new float[count];
    for (int i = 0; i < count; i++) {
      candidates[i] = scored.row(i);
      scores[i] = scored.score(i);
    }
    search.order.writeSorted(row, candidates, scores, rounding);
  }

  /**
   * How many of the scored may be among the nearest, as far as rounding lets us tell.
   *
   * @param threshold what lies above was not scored
   * @return 0 if one of those not scored may be among them, or too many to be put in order
   */
  private int candidates(SortedScores scored, double rounding, float threshold) {
    if (scored.count() < search.k) {
      return 0;
    }
    double last = scored.score(search.k - 1) + 2 * rounding;
    int count = search.k;
    while (count < scored.count() && scored.score(count) <= last) {
      count++;
    }
    boolean complete = scored.count() == search.indexCount || threshold > last;
    return complete && count <= TOO_MANY * search.k ? count : 0;
  }
}
