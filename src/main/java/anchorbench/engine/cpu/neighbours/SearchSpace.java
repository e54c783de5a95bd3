package anchorbench.engine.cpu.neighbours;

import anchorbench.engine.cpu.work.WorkerPool;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Queries in groups of a few and the index in panels, both in spatial order, so that each lies in a
 * ball: a panel whose ball is further from a group's than its worst candidate is passed over.
 */
final class SearchSpace {
  /** Queries of a block, whose groups meet a panel while it is in the cache. */
  static final int BLOCK = 256;

  private static final int SHARPENED = 4;

  private static final int MEDIAN_OF = 257;

  /** Unit roundoff of float32. */
  private static final double UNIT = 0x1p-24;

  /** Queries of a group. */
  final int group;

  private final int groupsOfBlock;
  final NearestNeighbours search;
  private final int[] queryOrder;
  private final Balls groups;
  private final Balls balls;
  final IndexPanels panels;

  /** The panels' centres, as panels themselves. */
  private final IndexPanels centres;

  final IndexPanels sample;

  /**
   * float32 [queries, width], less the medians of the index. Distances do not change when
   * everything is shifted, but rounding does: it grows with the norms, and the embeddings of a
   * network may all lie far off to one side, or most of them at one point and the others anywhere.
   */
  private final float[] queries;

  private final int width;

  /** Row numbers of the index, those that lie close together side by side. */
  private final int[] order;

  private BallTree tree;
  private final double largestIndexNorm;

  /** By how much a squared distance that float32 scores give may be off. */
  private final double slack;

  /**
   * @param sampleSize rows of the index, at even steps, that are to be panels of their own
   */
  SearchSpace(PanelScores products, Arena arena, NearestNeighbours search, int sampleSize) {
    group = products.queries();
    groupsOfBlock = BLOCK / group;
    this.search = search;
    width = search.width;
    float[] centre = medians(search.index, width);
    float[] index = shifted(search.index, centre);
    queries = Arrays.equals(search.queries, search.index) ? index : shifted(search.queries, centre);
    int columns = products.columns();
    queryOrder = SpatialOrder.of(queries, width, group);
    order = SpatialOrder.of(index, width, columns);
    groups = new Balls(queryOrder, group, width, queries);
    balls = new Balls(order, columns, width, index);
    panels = new IndexPanels(arena, products, order, width, index);
    int[] everyBall = new int[balls.count];
    Arrays.setAll(everyBall, ball -> ball);
    centres = new IndexPanels(arena, products, everyBall, width, balls.centres);
    int[] sampled = new int[Math.min(sampleSize, search.indexCount)];
    Arrays.setAll(sampled, i -> (int) ((long) i * search.indexCount / sampled.length));
    sample = new IndexPanels(arena, products, sampled, width, index);
    largestIndexNorm = largestNorm(index);
    double furthest = Math.sqrt(largestIndexNorm) + Math.sqrt(largestNorm(queries));
    // A product of width numbers, twice, and a few roundings more (Higham 2002, section 3.1).
    slack = 4 * (width + 4) * (UNIT * furthest * furthest + Float.MIN_VALUE);
  }

  /** The index for searches in float64; made when first needed. */
  synchronized BallTree tree() {
    if (tree == null) {
      tree = new BallTree(search.index, width, order, panels.columns);
    }
    return tree;
  }

  /** One thread's search of the groups {@code from} to {@code to}. */
  interface Search {
    void find(int from, int to);
  }

  /** Has every group searched, a block at a time, each worker with a search of its own. */
  void searchAll(WorkerPool workers, Supplier<Search> newSearch) {
    AtomicInteger next = new AtomicInteger();
    workers.run(
        _ -> {
          Search own = newSearch.get();
          int from = next.getAndAdd(groupsOfBlock);
          for (; from < groups.count; from = next.getAndAdd(groupsOfBlock)) {
            own.find(from, Math.min(groups.count, from + groupsOfBlock));
          }
        });
  }

  /** Of each column, by a sample of the rows. */
  private static float[] medians(float[] rows, int width) {
    int count = rows.length / width;
    float[] column = new float[Math.min(MEDIAN_OF, count)];
    float[] medians = new float[width];
    for (int j = 0; j < width; j++) {
      for (int i = 0; i < column.length; i++) {
        column[i] = rows[(int) ((long) i * count / column.length) * width + j];
      }
      Arrays.sort(column);
      medians[j] = column[column.length / 2];
    }
    return medians;
  }

  private static float[] shifted(float[] rows, float[] centre) {
    float[] shifted = new float[rows.length];
    for (int at = 0; at < rows.length; at += centre.length) {
      for (int j = 0; j < centre.length; j++) {
        shifted[at + j] = rows[at + j] - centre[j];
      }
    }
    return shifted;
  }

  private double largestNorm(float[] rows) {
    double largest = 0;
    for (int at = 0; at < rows.length; at += width) {
      largest = Math.max(largest, squaredNorm(rows, at));
    }
    return largest;
  }

  private double squaredNorm(float[] rows, int from) {
    double sum = 0;
    for (int at = from; at < from + width; at++) {
      sum += (double) rows[at] * rows[at];
    }
    return sum;
  }

  /**
   * By how much a query's score {@code |i|^2 - 2 q.i} in float32 may be off for a row that may be
   * among the nearest: the product by {@code width} roundings of {@code |q||i|}, twice; the norm
   * and the difference by one each (Higham 2002, section 3.1); and the distance itself by one of
   * each shifted number.
   *
   * @param score of the last that is wanted, which no wanted row's distance is above: a row so near
   *     is not much longer than the query, however long others are
   */
  double rounding(int query, double score) {
    double squared = squaredNorm(queries, query * width);
    double own = Math.sqrt(squared);
    double longest = Math.sqrt(largestIndexNorm);
    if (!(2 * (own + longest) * (own + longest) < Float.MAX_VALUE)) {
      // A score may be no number any more, and says nothing.
      return Double.POSITIVE_INFINITY;
    }
    double rounding = rounding(own, longest);
    // Each time the bound on the distance is sharper, and with it that on the row's length. Rows
    // that are put in order may lie a little further than the last that is wanted.
    for (int i = 0; i < SHARPENED && Double.isFinite(score); i++) {
      double reach = Math.sqrt(Math.max(0, squared + score + 4 * rounding));
      rounding = Math.min(rounding, rounding(own, own + reach));
    }
    return rounding;
  }

  private double rounding(double own, double other) {
    double shift = 2 * (own + other) * (own + other);
    // Numbers so small that they are not normalised are off by one of the smallest.
    double smallest = 2.0 * (width + 2) * Float.MIN_VALUE;
    return UNIT * (2 * (width + 2) * own * other + 3 * other * other + shift) + smallest;
  }

  /** A block of groups, in one thread's memory: its queries and how far the panels are. */
  final class Block {
    /** Numbers of a row of {@link #apart}. */
    private final int all = centres.count * centres.columns;

    /** Centres are multiplied as queries are, so many at a time. */
    private final int centreRows = Math.ceilDiv(groupsOfBlock, group) * group;

    /** float32 [centreRows, width], times -2. */
    private final float[] groupCentres = new float[centreRows * width];

    private final double[] groupNorms = new double[groupsOfBlock];

    /** float32 [centreRows, all]: squared distances between centres, less the group's own norm. */
    private final float[] apart = new float[centreRows * all];

    /** Squared distance beyond which nothing is a candidate of the group's. */
    private final double[] limits = new double[groupsOfBlock];

    /** float32 [BLOCK, width], times -2. */
    private final float[] doubled = new float[BLOCK * width];

    private final double[] norms = new double[BLOCK];

    /** A threshold for each query or centre, which nothing lies above. */
    private final float[] endless = new float[BLOCK];

    /** float32 [group, columns], what {@link #scores} wrote. */
    final float[] scores = new float[group * panels.columns];

    /** Score up to which each query's candidates are wanted. */
    final float[] worst = new float[BLOCK];

    private int first;
    int count;

    /** Takes the groups {@code from} to {@code to}. */
    void begin(int from, int to) {
      first = from;
      count = to - from;
      Arrays.fill(endless, Float.POSITIVE_INFINITY);
      for (int i = 0; i < BLOCK; i++) {
        int row = row(i);
        // Nothing is wanted for a query that is not there.
        worst[i] = row >= 0 ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY;
        norms[i] = 0;
        for (int j = 0; j < width; j++) {
          float value = row >= 0 ? queries[row * width + j] : 0;
          doubled[i * width + j] = -2 * value;
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
        for (int g = 0; g < count; g += group) {
          centres.scores(p, groupCentres, endless, g, scores);
          for (int i = 0; i < group; i++) {
            int to = (g + i) * all + p * centres.columns;
            System.arraycopy(scores, i * centres.columns, apart, to, centres.columns);
          }
        }
      }
    }

    /** Row of the queries, or -1. */
    int row(int query) {
      int place = first * group + query;
      return query < count * group && place < queryOrder.length ? queryOrder[place] : -1;
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
      for (int i = g * group; i < (g + 1) * group; i++) {
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
      return panels.scores(panel, doubled, worst, g * group, scores);
    }

    /** Scores of a group against a panel of other rows, all of them. */
    void allScores(int g, IndexPanels others, int panel) {
      others.scores(panel, doubled, endless, g * group, scores);
    }
  }
}
