package anchorbench.engine.nd4j;

import anchorbench.data.PixelScaling;
import anchorbench.engine.Batch;
import anchorbench.engine.RowPlan;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletIndices;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Assembled rows as one kept array, float32 [rows, pixels], laid out as {@link RowPlan} says. */
final class Nd4jBatch implements Batch {
  private final Nd4jThreads threads;
  private final int pixels;
  private final RowPlan plan;
  private final INDArray values;
  private final Nd4jGather gather;
  private int count;

  Nd4jBatch(
      Nd4jThreads threads,
      Nd4jImages images,
      AnchorTable anchors,
      int capacity,
      PixelScaling scaling) {
    this.threads = threads;
    pixels = images.pixelsPerImage();
    plan = new RowPlan(anchors.rows(), capacity);
    values = Arrays4j.allocate(DataType.FLOAT, RowPlan.maxRows(anchors.rows(), capacity), pixels);
    gather = new Nd4jGather(images, anchors, scaling, values);
  }

  @Override
  public void assemble(TripletIndices triplets, int first, int count) {
    threads.alone();
    plan.plan(triplets, first, count);
    gather.run(plan);
    Nd4j.getExecutioner().commit();
    this.count = count;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public int rows() {
    return plan.rows;
  }

  @Override
  public void read(int triplet, float[] into) {
    int[] rows = {plan.anchorRow[triplet], plan.positiveRow[triplet], plan.negativeRow[triplet]};
    for (int role = 0; role < rows.length; role++) {
      MemorySegment.copy(
          Arrays4j.toRead(values),
          ValueLayout.JAVA_FLOAT,
          (long) rows[role] * pixels * Float.BYTES,
          into,
          role * pixels,
          pixels);
    }
  }

  @Override
  public void close() {
    gather.close();
    values.close();
  }
}
