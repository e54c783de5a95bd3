package anchorbench.engine.nd4j;

import anchorbench.data.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * What one layer hands to the next, and the loss by it. Each row is an image of {@code shape} in
 * the order channel, height, width: of the two orders that ND4J's operations take, the one in which
 * its pools are up to ten times as fast backward.
 *
 * @param values float32 [capacity, shape.size()]
 * @param deltas float32, as many; null where nobody asks for the loss by these numbers
 */
record Nd4jActivations(Shape shape, INDArray values, INDArray deltas) {
  static Nd4jActivations allocate(KeptArrays arrays, Shape shape, int capacity, boolean deltas) {
    return new Nd4jActivations(
        shape,
        arrays.allocate(capacity, shape.size()),
        deltas ? arrays.allocate(capacity, shape.size()) : null);
  }

  /** The same numbers as images of another shape. */
  Nd4jActivations as(Shape other) {
    return new Nd4jActivations(other, values, deltas);
  }

  boolean hasDeltas() {
    return deltas != null;
  }

  /** The first rows, [rows, shape.size()]. */
  INDArray valueRows(int rows) {
    return rows(values, 0, rows);
  }

  INDArray deltaRows(int rows) {
    return rows(deltas, 0, rows);
  }

  /** Rows as images, [last - first, channels, height, width]. */
  INDArray valueImages(int first, int last) {
    return images(values, first, last);
  }

  INDArray deltaImages(int first, int last) {
    return images(deltas, first, last);
  }

  private INDArray images(INDArray array, int first, int last) {
    return rows(array, first, last)
        .reshape('c', last - first, shape.channels(), shape.height(), shape.width());
  }

  /** A view of some rows of a matrix. */
  static INDArray rows(INDArray matrix, int first, int last) {
    return first == 0 && last == matrix.rows()
        ? matrix
        : matrix.get(NDArrayIndex.interval(first, last), NDArrayIndex.all());
  }
}
