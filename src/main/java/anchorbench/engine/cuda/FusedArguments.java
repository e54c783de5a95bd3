package anchorbench.engine.cuda;

import anchorbench.engine.TrainingSpec;
import anchorbench.network.DenseNetwork;
import anchorbench.network.Distance;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntUnaryOperator;

/**
 * {@code struct FusedStep} of {@code fused.cu}, field by field: twelve addresses, then 32-bit
 * numbers.
 */
final class FusedArguments {
  private static final int MOST_LAYERS = 8;
  private static final int ADDRESSES = 12;
  private static final int NUMBERS = 16 + 2 * MOST_LAYERS;

  private final ByteBuffer into =
      ByteBuffer.allocate(ADDRESSES * Long.BYTES + NUMBERS * Integer.BYTES)
          .order(ByteOrder.nativeOrder());

  private FusedArguments() {}

  /**
   * @param fixed device address of the fixed anchors' embeddings, or 0
   */
  static byte[] of(
      TrainingSpec spec,
      FusedTiles tiles,
      FusedBuffers buffers,
      DeviceParameters parameters,
      RowSource source,
      long fixed,
      PlanShape shape) {
    FusedArguments arguments = new FusedArguments();
    arguments.addresses(
        source.images().pixels().address(),
        source.table().address(),
        source.pairs().address(),
        fixed,
        parameters.values().address(),
        parameters.firstMoment().address(),
        parameters.secondMoment().address(),
        parameters.gradient().address(),
        buffers.partial().address(),
        buffers.values().address(),
        buffers.deltas().address(),
        buffers.violation().address());
    arguments.reals(
        source.scaling().factor(0),
        spec.loss().margin(),
        (float) spec.adam().beta1(),
        (float) spec.adam().beta2(),
        (float) spec.adam().epsilon());
    int firstRow = fixed == 0 ? 0 : shape.slots();
    int rows = shape.rows() - firstRow;
    arguments.integers(
        spec.loss().distance() == Distance.SQUARED_EUCLIDEAN ? 1 : 0,
        source.images().pitch(),
        shape.rows(),
        shape.slots(),
        shape.stride(),
        shape.count(),
        firstRow,
        buffers.anchorDeltas(),
        tiles.part(rows),
        tiles.parts(rows),
        tiles.chunk(rows));
    DenseNetwork network = DenseNetwork.of(spec.network());
    arguments.layers(network, buffers::valueAt);
    arguments.layers(network, buffers::deltaAt);
    if (arguments.into.hasRemaining()) {
      throw new AssertionError("struct FusedStep has " + arguments.into.remaining() + " B more");
    }
    return arguments.into.array();
  }

  private void addresses(long... values) {
    for (long value : values) {
      into.putLong(value);
    }
  }

  private void reals(float... values) {
    for (float value : values) {
      into.putFloat(value);
    }
  }

  private void integers(int... values) {
    for (int value : values) {
      into.putInt(value);
    }
  }

  private void layers(DenseNetwork network, IntUnaryOperator of) {
    for (int layer = 0; layer < MOST_LAYERS; layer++) {
      into.putInt(layer < network.layers() ? of.applyAsInt(layer) : 0);
    }
  }
}
