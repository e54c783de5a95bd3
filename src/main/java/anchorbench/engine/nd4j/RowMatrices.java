package anchorbench.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;

/** The rows of an array, each as a matrix: a view that is made when it is first asked for. */
final class RowMatrices {
  private final INDArray rows;
  private final long height;
  private final long width;
  private final INDArray[] views;

  /**
   * @param rows [n, height * width]
   */
  RowMatrices(INDArray rows, long height, long width) {
    this.rows = rows;
    this.height = height;
    this.width = width;
    views = new INDArray[rows.rows()];
  }

  /** [height, width]. */
  INDArray of(int row) {
    if (views[row] == null) {
      views[row] = Nd4jActivations.rows(rows, row, row + 1).reshape('c', height, width);
    }
    return views[row];
  }
}
