package anchorbench.engine.nd4j;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import anchorbench.engine.NeighbourOrder;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Exact nearest neighbours: candidates by an ND4J product, ordered anew by distances in double.
 * ND4J cannot select the smallest few of each row and keep the order of equals.
 */
final class Nd4jNeighbours {
  private static final int QUERY_BLOCK = 256;

  /** Candidates kept beyond k, so that rounding in the products cannot lose a neighbour. */
  private static final int SPARE = 8;

  /** Above this, a sorted list of the best costs more than selecting from whole rows. */
  private static final int FEW = 64;

  private Nd4jNeighbours() {}

  static int[] find(float[] queries, float[] index, int width, int k) {
    int count = queries.length / width;
    int indexCount = index.length / width;
    if (k > indexCount) {
      throw new IllegalArgumentException(k + " neighbours of " + indexCount + " rows");
    }
    float[] norms = new float[indexCount];
    for (int i = 0; i < index.length; i++) {
      norms[i / width] += index[i] * index[i];
    }
    int[] nearest = new int[Math.multiplyExact(count, k)];
    NeighbourOrder order = new NeighbourOrder(queries, index, width, k, nearest);
    try (INDArray q = matrix(queries, count, width);
        INDArray all = matrix(index, indexCount, width);
        INDArray products = Arrays4j.allocate(DataType.FLOAT, QUERY_BLOCK, indexCount)) {
      for (int first = 0; first < count; first += QUERY_BLOCK) {
        int last = Math.min(count, first + QUERY_BLOCK);
        Nd4j.gemm(
            q.get(NDArrayIndex.interval(first, last), NDArrayIndex.all()),
            all,
            products.get(NDArrayIndex.interval(0, last - first), NDArrayIndex.all()),
            false,
            true,
            1,
            0);
        MemorySegment memory = Arrays4j.toRead(products);
        for (int row = first; row < last; row++) {
          long at = (long) (row - first) * indexCount;
          int[] candidates =
              k <= FEW
                  ? candidates(memory, at, norms, k + SPARE)
                  : candidatesOfMany(memory, at, norms, k + SPARE);
          order.write(row, candidates);
        }
      }
    }
    return nearest;
  }

  private static INDArray matrix(float[] values, int rows, int width) {
    INDArray matrix = Arrays4j.allocate(DataType.FLOAT, rows, width);
    Arrays4j.fill(matrix, values);
    return matrix;
  }

  private static int[] candidatesOfMany(
      MemorySegment products, long at, float[] norms, int wanted) {
    float[] row = new float[norms.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = norms[i] - 2 * products.getAtIndex(JAVA_FLOAT, at + i);
    }
    int kept = Math.min(wanted, row.length);
    return NeighbourOrder.smallest(row, row.length, new long[row.length], kept);
  }

  /** Positions of the smallest {@code |i|^2 - 2 q.i}. */
  private static int[] candidates(MemorySegment products, long at, float[] norms, int wanted) {
    int kept = Math.min(wanted, norms.length);
    float[] best = new float[kept];
    int[] position = new int[kept];
    Arrays.fill(best, Float.POSITIVE_INFINITY);
    for (int i = 0; i < norms.length; i++) {
      float distance = norms[i] - 2 * products.getAtIndex(JAVA_FLOAT, at + i);
      if (distance < best[kept - 1]) {
        int place = kept - 1;
        for (; place > 0 && best[place - 1] > distance; place--) {
          best[place] = best[place - 1];
          position[place] = position[place - 1];
        }
        best[place] = distance;
        position[place] = i;
      }
    }
    return position;
  }
}
