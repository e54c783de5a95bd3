package anchorbench.engine.cuda;

import anchorbench.network.DenseNetwork;

/** What the kernels of a fused step hand to each other. */
final class FusedBuffers implements AutoCloseable {
  private static final String WHAT = "the activations of a batch";

  /** Keeps every layer's rows at whole vectors. */
  private static final int ALIGNMENT = 64;

  private final Resources owned = new Resources();
  private final int rows;
  private final int[] valueAt;
  private final int[] deltaAt;
  private final DeviceBuffer partial;
  private final DeviceBuffer values;
  private final DeviceBuffer deltas;
  private final DeviceBuffer violation;

  /**
   * @param rows of the largest batch
   * @param batch triplets of the largest batch
   */
  FusedBuffers(Stream stream, DenseNetwork network, FusedTiles tiles, int rows, int batch) {
    this.rows = rows;
    int layers = network.layers();
    valueAt = new int[layers];
    deltaAt = new int[layers];
    int nextValue = 0;
    int nextDelta = 0;
    for (int layer = 0; layer < layers; layer++) {
      valueAt[layer] = nextValue;
      deltaAt[layer] = nextDelta;
      if (layer > 0) {
        nextValue = after(nextValue, rows, network.in(layer));
      }
      // Behind the rows, each triplet's share of its table anchor's delta.
      nextDelta = after(nextDelta, rows + batch, network.out(layer));
    }
    try {
      // A smaller batch has more parts; each part has a place for every row.
      partial = floats(stream, (long) FusedTiles.MOST_PARTS * rows * network.out(0));
      values = floats(stream, nextValue);
      deltas = floats(stream, nextDelta);
      violation = floats(stream, batch);
    } catch (RuntimeException e) {
      owned.close();
      throw e;
    }
  }

  private static int after(int at, int rows, int width) {
    int end = Math.addExact(at, Math.multiplyExact(rows, width));
    return Math.ceilDiv(end, ALIGNMENT) * ALIGNMENT;
  }

  private DeviceBuffer floats(Stream stream, long count) {
    return owned.add(DeviceBuffer.floats(stream.context(), stream, WHAT, count));
  }

  /** float32 [parts, rows, first width]. */
  DeviceBuffer partial() {
    return partial;
  }

  /** float32 [rows, in] for each layer above the first. */
  DeviceBuffer values() {
    return values;
  }

  /** Where the inputs of a layer begin in {@link #values}, in numbers; 0 for the first layer. */
  int valueAt(int layer) {
    return valueAt[layer];
  }

  /** float32 [rows + batch, out] for each layer. */
  DeviceBuffer deltas() {
    return deltas;
  }

  /** Where a layer's deltas begin in {@link #deltas}, in numbers. */
  int deltaAt(int layer) {
    return deltaAt[layer];
  }

  /** The row of deltas that is the first triplet's share. */
  int anchorDeltas() {
    return rows;
  }

  /** float32 [batch]. */
  DeviceBuffer violation() {
    return violation;
  }

  @Override
  public void close() {
    owned.close();
  }
}
