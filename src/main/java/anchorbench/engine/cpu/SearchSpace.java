package anchorbench.engine.cpu;

import java.lang.foreign.Arena;
import java.util.Arrays;

/**
 * Queries in groups of four and the index in panels, both in spatial order, so that each lies in a
 * ball: a panel whose ball is further from a group's than its worst candidate is passed over.
 */
final class SearchSpace {
  static final int GROUP = Kernels.PANEL_QUERIES;

  /** Groups of a block, which meet a panel while it is in the cache. */
  static final int GROUPS = 64;

  /** Unit roundoff of float32. */
  private static final double UNIT = 0x1p-24;

  private final Kernels kernels;
  final NearestNeighbours search;
  final int[] queryOrder;
  final Balls groups;
  private final Balls balls;
  final IndexPanels panels;

  /** The panels' centres, as panels themselves. */
  private final IndexPanels centres;

  /** By how much a squared distance that float32 scores give may be off. */
  private final double slack;

  SearchSpace(Kernels kernels, Arena arena, NearestNeighbours search) {
    this.kernels = kernels;
    this.search = search;
    int width = search.width;
    int columns = kernels.panelColumns();
    queryOrder = SpatialOrder.of(search.queries, width, GROUP);
    int[] order = SpatialOrder.of(search.index, width, columns);
    groups = new Balls(queryOrder, GROUP, width, search.shiftedQueries);
    balls = new Balls(order, columns, width, search.shiftedIndex);
    panels = new IndexPanels(arena, kernels, order, width, search.shiftedIndex);
    int[] counting = new int[balls.count];
    Arrays.setAll(counting, p -> p);
    centres = new IndexPanels(arena, kernels, counting, width, balls.centres);
    double furthest = largestNorm(search.queryCount, search.shiftedQueries, width);
    furthest += largestNorm(search.indexCount, search.shiftedIndex, width);
    // A product of width numbers, twice, and a few roundings more (Higham 2002, section 3.1).
    slack = 4 * UNIT * (width + 4) * furthest * furthest;
  }

  private static double largestNorm(int count, float[] rows, int width) {
    double largest = 0;
    for (int row = 0; row < count; row++) {
      largest = Math.max(largest, NearestNeighbours.squaredNorm(rows, row, width));
    }
    return Math.sqrt(largest);
  }

  /** A block of groups, in one thread's memory: its queries and how far the panels are. */
  final class Block {
    static final int QUERIES = GROUPS * GROUP;

    private final int width = search.width;

    /** Numbers of a row of {@link #apart}. */
    private final int all = centres.count * centres.columns;

    /** float32 [GROUPS, width], times -2. */
    private final float[] groupCentres = new float[GROUPS * width];

    private final double[] groupNorms = new double[GROUPS];

    /** float32 [GROUPS, all]: squared distances between centres, less the group's own norm. */
    private final float[] apart = new float[GROUPS * all];

    /** Squared distance beyond which nothing is a candidate of the group's. */
    private final double[] limits = new double[GROUPS];

    /** float32 [QUERIES, width], times -2. */
    private final float[] queries = new float[QUERIES * width];

    private final double[] norms = new double[QUERIES];
    private final float[] endless = new float[GROUP];

    /** float32 [GROUP, columns], what {@link #scores} wrote. */
    final float[] scores = new float[GROUP * panels.columns];

    /** Score up to which each query's candidates are wanted. */
    final float[] worst = new float[QUERIES];

    private int first;
    int count;

    /** Takes the groups {@code from} to {@code to}. */
    void begin(int from, int to) {
      first = from;
      count = to - from;
      Arrays.fill(endless, Float.POSITIVE_INFINITY);
      for (int i = 0; i < QUERIES; i++) {
        int row = row(i);
        // Nothing is wanted for a query that is not there.
        worst[i] = row >= 0 ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY;
        norms[i] = 0;
        for (int j = 0; j < width; j++) {
          float value = row >= 0 ? search.shiftedQueries[row * width + j] : 0;
          queries[i * width + j] = -2 * value;
          norms[i] += (double) value * value;
        }
      }
      measure();
    }

    /** Distances of the groups' centres to the panels'. */
    private void measure() {
      for (int g = 0; g < count; g++) {
        groupNorms[g] = 0;
        limits[g] = Double.POSITIVE_INFINITY;
        for (int j = 0; j < width; j++) {
          float value = groups.centres[(first + g) * width + j];
          groupCentres[g * width + j] = -2 * value;
          groupNorms[g] += (double) value * value;
        }
      }
      for (int p = 0; p < centres.count; p++) {
        for (int g = 0; g < count; g += GROUP) {
          centres.scores(kernels, p, groupCentres, g * width, endless, 0, scores);
          for (int i = 0; i < GROUP; i++) {
            int to = (g + i) * all + p * centres.columns;
            System.arraycopy(scores, i * centres.columns, apart, to, centres.columns);
          }
        }
      }
    }

    /** Row of the queries, or -1. */
    int row(int query) {
      int place = first * GROUP + query;
      return query < count * GROUP && place < queryOrder.length ? queryOrder[place] : -1;
    }

    /** Whether the panel's centre is nearer to the group's than another's. */
    boolean isNearer(int g, int panel, int other) {
      return apart[g * all + panel] < apart[g * all + other];
    }

    /** Whether nothing of the panel can be wanted by the group. */
    boolean isFar(int g, int panel) {
      double squared = apart[g * all + panel] + groupNorms[g] - slack;
      double gap = Math.sqrt(Math.max(0, squared)) - groups.radii[first + g] - balls.radii[panel];
      // A gap that is no number passes nothing over.
      return gap > 0 && gap * gap > limits[g];
    }

    /** To be called when {@link #worst} has changed. */
    void limit(int g) {
      double limit = Double.NEGATIVE_INFINITY;
      for (int i = g * GROUP; i < (g + 1) * GROUP; i++) {
        limit = Math.max(limit, worst[i] + norms[i] + slack);
      }
      limits[g] = limit;
    }

    /**
     * Scores of a group against a panel.
     *
     * @return bit i set, and row i of {@link #scores} written, where a score is not above worst
     */
    int scores(int g, int panel) {
      int query = g * GROUP;
      return panels.scores(kernels, panel, queries, query * width, worst, query, scores);
    }

    /** Scores of a group against a panel of other rows, all of them. */
    void allScores(int g, IndexPanels others, int panel) {
      others.scores(kernels, panel, queries, g * GROUP * width, endless, 0, scores);
    }
  }
}
