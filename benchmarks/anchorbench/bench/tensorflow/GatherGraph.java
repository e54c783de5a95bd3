package anchorbench.bench.tensorflow;

import anchorbench.bench.peer.GatheredRows;
import anchorbench.data.PixelScaling;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletIndices;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;

/** The part of a graph that gathers and scales the rows of triplets. */
final class GatherGraph implements AutoCloseable {
  private final Placeholder<TUint8> pixels;
  private final Placeholder<TInt32> imageRows;
  private final Placeholder<TInt32> tableRows;
  private final Placeholder<TFloat32> table;
  private final Placeholder<TFloat32> scale;
  private final TUint8 source;
  private final float factor;
  private final TFloat32 tableValues;

  /** float32 [3 count, pixels]. */
  final Operand<TFloat32> rows;

  /**
   * @param source uint8 [images, pixels]
   */
  GatherGraph(Ops tf, TUint8 source, AnchorTable anchors, PixelScaling scaling) {
    this.source = source;
    factor = scaling.factor(0);
    pixels = tf.placeholder(TUint8.class);
    imageRows = tf.placeholder(TInt32.class);
    tableRows = tf.placeholder(TInt32.class);
    table = tf.placeholder(TFloat32.class);
    scale = tf.placeholder(TFloat32.class);
    Operand<TInt32> axis = tf.constant(0);
    Operand<TFloat32> gathered = tf.dtypes.cast(tf.gather(pixels, imageRows, axis), TFloat32.class);
    if (!anchors.isEmpty()) {
      gathered = tf.concat(List.of(tf.gather(table, tableRows, axis), gathered), axis);
    }
    rows =
        scaling.isFactor()
            ? tf.math.mul(gathered, scale)
            : scaled(tf, gathered, scaling, anchors.pixels());
    tableValues =
        anchors.isEmpty() ? null : Tensors.of(anchors.values(), anchors.rows(), anchors.pixels());
  }

  /** The numbers are part of the graph: a product and a sum, as a graph of a person's would be. */
  private static Operand<TFloat32> scaled(
      Ops tf, Operand<TFloat32> rows, PixelScaling scaling, int pixels) {
    float[] factors = new float[pixels];
    float[] offsets = new float[pixels];
    int plane = scaling.plane(pixels);
    for (int p = 0; p < pixels; p++) {
      factors[p] = scaling.factor(p / plane);
      offsets[p] = scaling.offset(p / plane);
    }
    return tf.math.add(tf.math.mul(rows, tf.constant(factors)), tf.constant(offsets));
  }

  /** The tensors of one run; they are read where they lie. */
  final class Feed implements AutoCloseable {
    private final TInt32 images;
    private final TInt32 anchors;
    private final TFloat32 scaleValue;

    Feed(Session.Runner runner, TripletIndices triplets, int first, int count) {
      GatheredRows wanted = GatheredRows.of(triplets, first, count, tableValues != null);
      images = TInt32.vectorOf(wanted.images());
      anchors = TInt32.vectorOf(wanted.table());
      scaleValue = TFloat32.scalarOf(factor);
      runner.feed(pixels, source).feed(imageRows, images).feed(scale, scaleValue);
      if (tableValues != null) {
        runner.feed(table, tableValues).feed(tableRows, anchors);
      }
    }

    @Override
    public void close() {
      images.close();
      anchors.close();
      scaleValue.close();
    }
  }

  @Override
  public void close() {
    if (tableValues != null) {
      tableValues.close();
    }
  }
}
