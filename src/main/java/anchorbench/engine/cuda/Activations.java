package anchorbench.engine.cuda;

import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.network.DenseNetwork;

/**
 * What a network's dense layers compute for up to {@code rows} rows: layer inputs and outputs, ReLU
 * masks and, for training, the loss by each output. With bfloat16 products every product's input
 * has a bfloat16 twin. Where there are layers before the first dense one, its input is their
 * output.
 */
final class Activations implements AutoCloseable {
  /** For a refusal. */
  static final String WHAT = "the activations of a batch";

  private final Resources owned = new Resources();
  private final boolean training;
  private final boolean halved;
  private final long[] values;
  private final long[] halves;
  private final long[] deltas;
  private final long[] halfDeltas;
  private final long[] masks;

  /**
   * @param features the output of the layers before; null if there are none
   */
  Activations(
      Stream stream,
      DenseNetwork spec,
      int rows,
      Arithmetic arithmetic,
      boolean training,
      ImageTensor features) {
    this.training = training;
    halved = arithmetic == Arithmetic.BFLOAT16;
    int layers = spec.layers();
    values = new long[layers + 1];
    halves = new long[layers + 1];
    deltas = new long[layers + 1];
    halfDeltas = new long[layers + 1];
    masks = new long[layers + 1];
    try {
      for (int i = 0; i <= layers; i++) {
        long numbers = (long) rows * spec.widths().get(i);
        if (i == 0 && features != null) {
          values[i] = features.values();
          halves[i] = features.halves();
          deltas[i] = features.delta();
          continue;
        }
        values[i] = i == 0 && halved ? 0 : add(stream, numbers * Float.BYTES);
        halves[i] = halved && i < layers ? add(stream, numbers * 2) : 0;
        if (i > 0) {
          deltas[i] = training ? add(stream, numbers * Float.BYTES) : 0;
          halfDeltas[i] = training && halved ? add(stream, numbers * 2) : 0;
          masks[i] = add(stream, (long) rows * Math.ceilDiv(spec.widths().get(i), 128) * 16);
        }
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private long add(Stream stream, long bytes) {
    return owned.add(new DeviceBuffer(stream.context(), stream, WHAT, bytes)).address();
  }

  /** Whether there is room for the loss by each output. */
  boolean training() {
    return training;
  }

  /** Layer {@code i}'s input as its products read it. */
  long productInput(int i) {
    return halved ? halves[i] : values[i];
  }

  /** float32 input of layer {@code i}, which is the output of the layer before. */
  long values(int i) {
    return values[i];
  }

  /** bfloat16 twin of {@link #values}, or 0. */
  long halves(int i) {
    return halves[i];
  }

  /** float32 loss by the output of layer {@code i - 1}; 0 where nobody asks. */
  long delta(int i) {
    return deltas[i];
  }

  long halfDelta(int i) {
    return halfDeltas[i];
  }

  long productDelta(int i) {
    return halved ? halfDeltas[i] : deltas[i];
  }

  long mask(int i) {
    return masks[i];
  }

  @Override
  public void close() {
    owned.close();
  }
}
