package anchorbench.experiment;

import anchorbench.engine.Engine;
import anchorbench.metric.Rows;
import java.util.Arrays;

/**
 * Nearest neighbours among rows that are made a block at a time: of each block of the index an
 * engine finds the nearest, and the nearest of those are kept. The result is that of one search.
 */
final class BlockSearch {
  private final Engine engine;
  private final Rows.Block queries;
  private final int k;

  /** int32 [queries, k], nearest first: what is kept, positions among all rows of the index. */
  private final int[] nearest;

  /** float64 [queries, k], their squared distances. */
  private final double[] squared;

  /** How many are kept of each query. */
  private int kept;

  private BlockSearch(Engine engine, Rows.Block queries, int k) {
    this.engine = engine;
    this.queries = queries;
    this.k = k;
    nearest = new int[Math.multiplyExact(queries.count(), k)];
    squared = new double[nearest.length];
  }

  /**
   * As {@link Engine#nearest}, of finite numbers where either has several blocks.
   *
   * @return int32 [queries, k]
   */
  static int[] nearest(Engine engine, Rows queries, Rows index, int k) {
    if (queries.blockCount() == 1) {
      return nearest(engine, queries.blocks().iterator().next(), index, k);
    }
    int[] nearest = new int[Math.multiplyExact(queries.count(), k)];
    for (Rows.Block block : queries.blocks()) {
      int[] found = nearest(engine, block, index, k);
      System.arraycopy(found, 0, nearest, block.first() * k, found.length);
    }
    return nearest;
  }

  private static int[] nearest(Engine engine, Rows.Block queries, Rows index, int k) {
    if (index.blockCount() == 1) {
      float[] all = index.blocks().iterator().next().values();
      return engine.nearest(queries.values(), all, index.width(), k);
    }
    if (k > index.count()) {
      throw new IllegalArgumentException(k + " neighbours of " + index.count() + " rows");
    }
    BlockSearch search = new BlockSearch(engine, queries, k);
    index.blocks().forEach(search::add);
    return search.nearest;
  }

  private void add(Rows.Block block) {
    int some = Math.min(k, block.count());
    int[] found = engine.nearest(queries.values(), block.values(), block.width(), some);
    int merged = Math.min(k, kept + some);
    for (int query = 0; query < queries.count(); query++) {
      merge(query, block, Arrays.copyOfRange(found, query * some, (query + 1) * some), merged);
    }
    kept = merged;
  }

  /**
   * Both lists have the nearest first. Blocks come in the order of their rows, so of equal
   * distances the one that is kept already comes first.
   */
  private void merge(int query, Rows.Block block, int[] found, int merged) {
    int from = query * k;
    int[] oldRows = Arrays.copyOfRange(nearest, from, from + kept);
    double[] oldSquared = Arrays.copyOfRange(squared, from, from + kept);
    int old = 0;
    int next = 0;
    double candidate = next < found.length ? distance(query, block, found[next]) : 0;
    for (int i = from; i < from + merged; i++) {
      if (old < kept && (next == found.length || oldSquared[old] <= candidate)) {
        nearest[i] = oldRows[old];
        squared[i] = oldSquared[old++];
      } else {
        nearest[i] = block.first() + found[next];
        squared[i] = candidate;
        next++;
        candidate = next < found.length ? distance(query, block, found[next]) : 0;
      }
    }
  }

  private double distance(int query, Rows.Block block, int row) {
    int width = block.width();
    return engine.squaredDistance(
        queries.values(), query * width, block.values(), row * width, width);
  }
}
