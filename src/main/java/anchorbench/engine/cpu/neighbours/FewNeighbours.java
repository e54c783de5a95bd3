package anchorbench.engine.cpu.neighbours;

import anchorbench.engine.cpu.work.WorkerPool;
import java.lang.foreign.Arena;
import java.util.Arrays;

/**
 * One thread's search for a few neighbours: sorted lists of the best. Scores are compared where
 * they are computed, in registers; almost none is better than what there is, and the rest are never
 * written.
 */
final class FewNeighbours {

  /** Panels nearest to a group that are searched before the others, so that few others are left. */
  private static final int FIRST = 4;

  private final SearchSpace space;
  private final NearestNeighbours search;
  private final IndexPanels panels;
  private final SearchSpace.Block block;
  private final ExactSearch exact;
  private final int group;
  private final int kept;
  private final int[] firstPanels = new int[FIRST];

  /** [queries of a block, kept], best first; equal ones by position. */
  private final float[] best;

  private final int[] candidates;

  private FewNeighbours(SearchSpace space) {
    this.space = space;
    search = space.search;
    panels = space.panels;
    block = space.new Block();
    exact = new ExactSearch(space);
    group = space.group;
    kept = search.kept;
    best = new float[SearchSpace.BLOCK * kept];
    candidates = new int[SearchSpace.BLOCK * kept];
  }

  static void find(NearestNeighbours search, PanelScores scores, WorkerPool workers) {
    try (Arena arena = Arena.ofShared()) {
      SearchSpace space = new SearchSpace(scores, arena, search, 0);
      space.searchAll(workers, () -> new FewNeighbours(space)::find);
    }
  }

  private void find(int from, int to) {
    block.begin(from, to);
    Arrays.fill(best, Float.POSITIVE_INFINITY);
    Arrays.fill(candidates, 0);
    boolean[] searched = new boolean[block.count * panels.count];
    for (int g = 0; g < block.count; g++) {
      searchNearest(g, searched);
    }
    for (int panel = 0; panel < panels.count; panel++) {
      for (int g = 0; g < block.count; g++) {
        if (!block.isFar(g, panel) && !searched[g * panels.count + panel]) {
          searchPanel(g, panel);
        }
      }
    }
    for (int query = 0; query < block.count * group; query++) {
      if (block.row(query) >= 0) {
        order(query);
      }
    }
  }

  private void order(int query) {
    int row = block.row(query);
    if (isDecided(query)) {
      int[] own = Arrays.copyOfRange(candidates, query * kept, (query + 1) * kept);
      search.order.write(row, own);
    } else {
      // Where scores overflow there are fewer candidates than places for them.
      boolean enough = best[query * kept + search.k - 1] < Float.POSITIVE_INFINITY;
      exact.find(row, candidates, query * kept, query * kept + (enough ? kept : 0));
    }
  }

  /** Whether rounding cannot have kept one of the nearest out of the candidates. */
  private boolean isDecided(int query) {
    int first = query * kept;
    double gap = (double) best[first + kept - 1] - best[first + search.k - 1];
    double last = best[first + kept - 1];
    boolean all = kept == search.indexCount && last < Float.POSITIVE_INFINITY;
    return all || gap > 2 * space.rounding(block.row(query), best[first + search.k - 1]);
  }

  private void searchNearest(int g, boolean[] searched) {
    int first = 0;
    for (int panel = 0; panel < panels.count; panel++) {
      int at = first;
      for (; at > 0 && block.isNearer(g, panel, firstPanels[at - 1]); at--) {
        if (at < FIRST) {
          firstPanels[at] = firstPanels[at - 1];
        }
      }
      if (at < FIRST) {
        firstPanels[at] = panel;
        first = Math.min(FIRST, first + 1);
      }
    }
    for (int i = 0; i < first; i++) {
      searched[g * panels.count + firstPanels[i]] = true;
      searchPanel(g, firstPanels[i]);
    }
  }

  private void searchPanel(int g, int panel) {
    int better = block.scores(g, panel);
    if (better != 0) {
      for (; better != 0; better &= better - 1) {
        int i = Integer.numberOfTrailingZeros(better);
        keepBest(g * group + i, i * panels.columns, panel);
      }
      block.limit(g);
    }
  }

  /** Merges the scores of one query against a panel into its candidates. */
  private void keepBest(int query, int scoresAt, int panel) {
    int first = query * kept;
    int last = first + kept - 1;
    for (int c = 0; c < panels.columns; c++) {
      float score = block.scores[scoresAt + c];
      if (score <= best[last]) {
        int row = panels.row(panel, c);
        if (row >= 0 && isBefore(score, row, last)) {
          int at = last;
          for (; at > first && isBefore(score, row, at - 1); at--) {
            best[at] = best[at - 1];
            candidates[at] = candidates[at - 1];
          }
          best[at] = score;
          candidates[at] = row;
        }
      }
    }
    block.worst[query] = best[last];
  }

  private boolean isBefore(float score, int row, int at) {
    return score < best[at] || (score == best[at] && row < candidates[at]);
  }
}
