package anchorbench.bench.tensorflow;

import anchorbench.bench.peer.GatheredRows;
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
  private final float pixelScale;
  private final TFloat32 tableValues;

  /** float32 [3 count, pixels]. */
  final Operand<TFloat32> rows;

  /**
   * @param source uint8 [images, pixels]
   */
  GatherGraph(Ops tf, TUint8 source, AnchorTable anchors, float pixelScale) {
    this.source = source;
    this.pixelScale = pixelScale;
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
    rows = tf.math.mul(gathered, scale);
    tableValues =
        anchors.isEmpty() ? null : Tensors.of(anchors.values(), anchors.rows(), anchors.pixels());
  }

  /** The tensors of one run; they are read where they lie. */
  final class Feed implements AutoCloseable {
    private final TInt32 images;
    private final TInt32 anchors;
    private final TFloat32 factor;

    Feed(Session.Runner runner, TripletIndices triplets, int first, int count) {
      GatheredRows wanted = GatheredRows.of(triplets, first, count, tableValues != null);
      images = TInt32.vectorOf(wanted.images());
      anchors = TInt32.vectorOf(wanted.table());
      factor = TFloat32.scalarOf(pixelScale);
      runner.feed(pixels, source).feed(imageRows, images).feed(scale, factor);
      if (tableValues != null) {
        runner.feed(table, tableValues).feed(tableRows, anchors);
      }
    }

    @Override
    public void close() {
      images.close();
      anchors.close();
      factor.close();
    }
  }

  @Override
  public void close() {
    if (tableValues != null) {
      tableValues.close();
    }
  }
}
