package anchorbench.engine.cpu;

import anchorbench.engine.NeighbourOrder;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A search for a few neighbours. Queries in groups of four and the index in panels, both in spatial
 * order, lie in balls; a panel whose ball is further from a group's than the worst candidate is
 * passed over. What remains is multiplied, and scores are compared in registers, where they are
 * computed: almost none is better than what there is, and the rest are never written.
 */
final class FewNeighbours {
  private static final int GROUP = Kernels.PANEL_QUERIES;

  /** Groups of a block. */
  private static final int GROUPS = 64;

  /** Panels nearest to a group that are searched before the others, so that few others are left. */
  private static final int FIRST = 4;

  /** Unit roundoff of float32. */
  private static final double UNIT = 0x1p-24;

  private final Kernels kernels;
  private final NearestNeighbours search;
  private final int[] queryOrder;
  private final Balls groups;
  private final Balls balls;
  private final IndexPanels panels;

  /** The panels' centres, as panels themselves. */
  private final IndexPanels centres;

  /** By how much a squared distance that float32 scores give may be off. */
  private final double slack;

  private FewNeighbours(Kernels kernels, Arena arena, NearestNeighbours search) {
    this.kernels = kernels;
    this.search = search;
    int width = search.width;
    int columns = kernels.panelColumns();
    queryOrder = SpatialOrder.of(search.queries, width, GROUP);
    int[] order = SpatialOrder.of(search.index, width, columns);
    groups = new Balls(queryOrder, GROUP, width, search::ofQueries);
    balls = new Balls(order, columns, width, search::ofIndex);
    panels = new IndexPanels(arena, kernels, order, width, search::ofIndex);
    int[] counting = new int[balls.count];
    Arrays.setAll(counting, p -> p);
    centres =
        new IndexPanels(
            arena, kernels, counting, width, (row, j) -> balls.centres[row * width + j]);
    double furthest = largestNorm(search.queryCount, search::ofQueries);
    furthest += largestNorm(search.indexCount, search::ofIndex);
    // A product of width numbers, twice, and a few roundings more (Higham 2002, section 3.1).
    slack = 4 * UNIT * (width + 4) * furthest * furthest;
  }

  private double largestNorm(int count, Balls.Rows rows) {
    double largest = 0;
    for (int row = 0; row < count; row++) {
      double norm = 0;
      for (int j = 0; j < search.width; j++) {
        double value = rows.get(row, j);
        norm += value * value;
      }
      largest = Math.max(largest, norm);
    }
    return Math.sqrt(largest);
  }

  static void find(Kernels kernels, Crew crew, NearestNeighbours search) {
    try (Arena arena = Arena.ofShared()) {
      FewNeighbours few = new FewNeighbours(kernels, arena, search);
      AtomicInteger next = new AtomicInteger();
      crew.run(
          _ -> {
            Worker worker = few.new Worker();
            int from = next.getAndAdd(GROUPS);
            for (; from < few.groups.count; from = next.getAndAdd(GROUPS)) {
              worker.find(from, Math.min(few.groups.count, from + GROUPS));
            }
          });
    }
  }

  /** A thread's own memory, for a block of groups that meet each panel while it is in the cache. */
  private final class Worker {
    private static final int QUERIES = GROUPS * GROUP;

    private final int kept = search.kept;
    private final int width = search.width;

    /** Numbers of a row of {@link #apart}. */
    private final int all = centres.count * centres.columns;

    /** float32 [GROUPS, width], times -2. */
    private final float[] groupCentres = new float[GROUPS * width];

    /** float32 [GROUPS, all]: squared distances between centres, less the group's own norm. */
    private final float[] apart = new float[GROUPS * all];

    private final double[] groupNorms = new double[GROUPS];

    /** Squared distance beyond which nothing is a candidate of the group's. */
    private final double[] limits = new double[GROUPS];

    /** Panels that a group has searched before the others. */
    private final int[] firstPanels = new int[GROUPS * FIRST];

    /** float32 [QUERIES, width], times -2. */
    private final float[] queries = new float[QUERIES * width];

    private final double[] norms = new double[QUERIES];

    /** Score of each query's last candidate. */
    private final float[] worst = new float[QUERIES];

    private final float[] endless = new float[GROUP];
    private final float[] scores = new float[GROUP * panels.columns];

    /** [QUERIES, kept], best first; equal ones by position. */
    private final float[] best = new float[QUERIES * kept];

    private final int[] candidates = new int[QUERIES * kept];

    void find(int from, int to) {
      begin(from);
      measure(from, to);
      for (int g = 0; g < to - from; g++) {
        searchNearest(g);
      }
      for (int panel = 0; panel < panels.count; panel++) {
        for (int g = 0; g < to - from; g++) {
          if (!isFar(from + g, g, panel) && !isSearched(g, panel)) {
            searchPanel(g, panel);
          }
        }
      }
      finish(from);
    }

    private void begin(int from) {
      Arrays.fill(best, Float.POSITIVE_INFINITY);
      Arrays.fill(candidates, 0);
      Arrays.fill(endless, Float.POSITIVE_INFINITY);
      for (int i = 0; i < QUERIES; i++) {
        int place = from * GROUP + i;
        boolean there = place < queryOrder.length;
        // Nothing is better for a query that is not there.
        worst[i] = there ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY;
        norms[i] = 0;
        for (int j = 0; j < width; j++) {
          float value = there ? search.ofQueries(queryOrder[place], j) : 0;
          queries[i * width + j] = -2 * value;
          norms[i] += (double) value * value;
        }
      }
    }

    /** Distances of the groups' centres to the panels'. */
    private void measure(int from, int to) {
      for (int g = 0; g < to - from; g++) {
        groupNorms[g] = 0;
        for (int j = 0; j < width; j++) {
          float value = groups.centres[(from + g) * width + j];
          groupCentres[g * width + j] = -2 * value;
          groupNorms[g] += (double) value * value;
        }
      }
      for (int p = 0; p < centres.count; p++) {
        for (int g = 0; g < to - from; g += GROUP) {
          centres.scores(kernels, p, groupCentres, g * width, endless, 0, scores);
          for (int i = 0; i < GROUP; i++) {
            System.arraycopy(
                scores,
                i * centres.columns,
                apart,
                (g + i) * all + p * centres.columns,
                centres.columns);
          }
        }
      }
    }

    private void searchNearest(int g) {
      Arrays.fill(firstPanels, g * FIRST, (g + 1) * FIRST, -1);
      for (int i = 0; i < Math.min(FIRST, panels.count); i++) {
        int nearest = -1;
        for (int p = 0; p < panels.count; p++) {
          boolean nearer = nearest < 0 || apart[g * all + p] < apart[g * all + nearest];
          if (nearer && !isSearched(g, p)) {
            nearest = p;
          }
        }
        firstPanels[g * FIRST + i] = nearest;
        searchPanel(g, nearest);
      }
    }

    private boolean isSearched(int g, int panel) {
      for (int i = g * FIRST; i < (g + 1) * FIRST; i++) {
        if (firstPanels[i] == panel) {
          return true;
        }
      }
      return false;
    }

    private boolean isFar(int group, int g, int panel) {
      double squared = apart[g * all + panel] + groupNorms[g] - slack;
      double gap = Math.sqrt(Math.max(0, squared)) - groups.radii[group] - balls.radii[panel];
      // A gap that is no number passes nothing over.
      return gap > 0 && gap * gap > limits[g];
    }

    private void searchPanel(int g, int panel) {
      int query = g * GROUP;
      int better = panels.scores(kernels, panel, queries, query * width, worst, query, scores);
      if (better != 0) {
        for (; better != 0; better &= better - 1) {
          int i = Integer.numberOfTrailingZeros(better);
          keepBest(query + i, i * panels.columns, panel);
        }
        limits[g] = Double.NEGATIVE_INFINITY;
        for (int i = query; i < query + GROUP; i++) {
          limits[g] = Math.max(limits[g], worst[i] + norms[i] + slack);
        }
      }
    }

    /** Merges the scores of one query against a panel into its candidates. */
    private void keepBest(int query, int scoresAt, int panel) {
      int first = query * kept;
      int last = first + kept - 1;
      for (int c = 0; c < panels.columns; c++) {
        float score = scores[scoresAt + c];
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
      worst[query] = best[last];
    }

    private boolean isBefore(float score, int row, int at) {
      return score < best[at] || (score == best[at] && row < candidates[at]);
    }

    private void finish(int from) {
      for (int i = 0; i < QUERIES && from * GROUP + i < queryOrder.length; i++) {
        NeighbourOrder.order(
            search.queries,
            queryOrder[from * GROUP + i],
            search.index,
            search.width,
            Arrays.copyOfRange(candidates, i * kept, (i + 1) * kept),
            search.k,
            search.nearest);
      }
    }
  }
}
