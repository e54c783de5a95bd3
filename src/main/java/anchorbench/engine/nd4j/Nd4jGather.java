package anchorbench.engine.nd4j;

import anchorbench.data.PixelScaling;
import anchorbench.engine.RowPlan;
import anchorbench.triplet.AnchorTable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Writes the rows of a plan: uint8 rows gathered into a kept array, then converted and scaled. That
 * moves less than gathering float32 rows.
 */
final class Nd4jGather implements AutoCloseable {
  private final Nd4jImages images;
  private final Nd4jScaling scaling;
  private final INDArray out;
  private final INDArray bytes;
  private final INDArray rowIndex;
  private final AnchorTable anchors;
  private final INDArray table;
  private final Map<Long, View> views = new HashMap<>();

  /** The first rows of the kept arrays, made once for each size. */
  private record View(INDArray rowIndex, INDArray bytes, INDArray images, INDArray anchors) {}

  /**
   * @param out float32 [rows, pixels], written
   */
  Nd4jGather(Nd4jImages images, AnchorTable anchors, PixelScaling scaling, INDArray out) {
    this.images = images;
    this.scaling =
        new Nd4jScaling(scaling.requireFits(images.images().shape()), images.pixelsPerImage());
    this.out = out;
    this.anchors = anchors;
    bytes = Arrays4j.allocate(DataType.UINT8, out.rows(), out.columns());
    rowIndex = Arrays4j.allocate(DataType.INT32, out.rows());
    table = Arrays4j.allocate(DataType.FLOAT, Math.max(1, anchors.rows()), out.columns());
    Arrays4j.fill(table, anchors.values());
  }

  void run(RowPlan plan) {
    View view =
        views.computeIfAbsent(
            (long) plan.tableRows << 32 | plan.rows, key -> view(plan.tableRows, plan.rows));
    if (plan.tableRows > 0) {
      Arrays4j.write(view.anchors, target -> copyAnchors(plan, target));
      scaling.apply(view.anchors);
    }
    int count = plan.rows - plan.tableRows;
    Arrays4j.write(
        rowIndex,
        rows ->
            MemorySegment.copy(
                plan.imageOfRow, plan.tableRows, rows, ValueLayout.JAVA_INT, 0, count));
    Arrays4j.gather(images.pixels(), view.rowIndex, view.bytes);
    view.images.assign(view.bytes);
    scaling.apply(view.images);
  }

  private void copyAnchors(RowPlan plan, MemorySegment target) {
    MemorySegment source = Arrays4j.toRead(table);
    long rowBytes = (long) anchors.pixels() * Float.BYTES;
    for (int i = 0; i < plan.tableRows; i++) {
      MemorySegment.copy(source, plan.tableAnchors[i] * rowBytes, target, i * rowBytes, rowBytes);
    }
  }

  private View view(int tableRows, int rows) {
    return new View(
        rowIndex.get(NDArrayIndex.interval(0, rows - tableRows)),
        bytes.get(NDArrayIndex.interval(0, rows - tableRows), NDArrayIndex.all()),
        out.get(NDArrayIndex.interval(tableRows, rows), NDArrayIndex.all()),
        tableRows == 0 ? null : out.get(NDArrayIndex.interval(0, tableRows), NDArrayIndex.all()));
  }

  @Override
  public void close() {
    scaling.close();
    bytes.close();
    rowIndex.close();
    table.close();
  }
}
