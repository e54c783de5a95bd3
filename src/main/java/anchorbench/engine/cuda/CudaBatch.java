package anchorbench.engine.cuda;

import anchorbench.data.PixelScaling;
import anchorbench.engine.Batch;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletIndices;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Assembled rows on the card: float32 [rows, pixels], laid out as {@link PlanShape} says. */
final class CudaBatch implements Batch {
  private static final String WHAT = "a batch";

  private final Resources owned = new Resources();
  private final Stream stream;
  private final RepeatedWork gather;
  private final Kernels kernels;
  private final RowSource source;
  private final PlanWriter writer;
  private final int capacity;
  private final int[] plan;
  private final PinnedBuffer pinned;

  /** int32 [rows]: what each row is, as {@link Kernels#gatherRows} reads it. */
  private final DeviceBuffer chosen;

  private final DeviceBuffer rows;
  private final int pixels;
  private PlanShape shape;
  private double deviceMicros = Double.NaN;

  CudaBatch(
      CudaEngine engine,
      CudaImages images,
      AnchorTable anchors,
      int capacity,
      PixelScaling scaling) {
    Context context = engine.context();
    kernels = engine.kernels();
    this.capacity = capacity;
    pixels = images.pixelsPerImage();
    writer = new PlanWriter(anchors.rows());
    PlanShape largest = new PlanShape(Math.min(anchors.rows(), capacity), 3, capacity);
    plan = new int[largest.ints()];
    long most = largest.rows();
    try {
      stream = owned.add(new Stream(context));
      gather = owned.add(new RepeatedWork(stream));
      source = RowSource.on(stream, owned, WHAT, images, anchors, scaling);
      pinned = owned.add(new PinnedBuffer(context, most * Integer.BYTES));
      chosen = owned.add(DeviceBuffer.ints(context, stream, WHAT, most));
      rows = owned.add(DeviceBuffer.floats(context, stream, WHAT, most * pixels));
    } catch (RuntimeException e) {
      owned.close();
      throw e;
    }
  }

  @Override
  public void assemble(TripletIndices triplets, int first, int count) {
    shape = writer.shape(triplets, first, count, Math.min(count, capacity));
    writer.write(shape, triplets, first, plan, 0);
    MemorySegment.copy(plan, 0, pinned.memory(), ValueLayout.JAVA_INT, 0, shape.rows());
    stream.copyToDevice(chosen.address(), pinned.memory(), (long) shape.rows() * Integer.BYTES);
    deviceMicros =
        gather.run(
            shape.rows(),
            () ->
                kernels.gatherRows(
                    stream, source, chosen.address(), shape.rows(), false, rows.address()));
  }

  @Override
  public int count() {
    return shape.count();
  }

  @Override
  public int rows() {
    return shape.rows();
  }

  @Override
  public void read(int triplet, float[] into) {
    int positive = shape.slots() + shape.stride() * triplet + shape.stride() - 2;
    copyRow(plan[shape.anchorRowAt() + triplet], into, 0);
    copyRow(positive, into, pixels);
    copyRow(positive + 1, into, 2 * pixels);
  }

  private void copyRow(int row, float[] into, int at) {
    float[] values = rows.readFloats(stream, (long) row * pixels, pixels);
    System.arraycopy(values, 0, into, at, pixels);
  }

  @Override
  public double deviceMicros() {
    return deviceMicros;
  }

  @Override
  public void close() {
    owned.close();
  }
}
