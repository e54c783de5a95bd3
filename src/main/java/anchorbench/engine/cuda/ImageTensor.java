package anchorbench.engine.cuda;

import anchorbench.data.Shape;

/**
 * Images between two layers, on the card: {@code [rows, image]}. All addresses are the device's.
 *
 * @param rectified whether a ReLU made the values: whoever writes the loss by them multiplies by
 *     its slope
 * @param values float32; 0 where products alone read them, as bfloat16
 * @param halves bfloat16 copy, or 0
 * @param delta float32 loss by the values, or 0
 * @param halfDelta bfloat16 copy, or 0
 */
record ImageTensor(
    Shape shape,
    TensorOrder order,
    boolean rectified,
    long values,
    long halves,
    long delta,
    long halfDelta) {
  ImageTensor withHalfDelta(long address) {
    return new ImageTensor(shape, order, rectified, values, halves, delta, address);
  }

  /** The values where they are what a ReLU's slope depends on, else 0. */
  long slope() {
    return rectified ? values : 0;
  }

  /** The values as products read them. */
  long productValues() {
    return halves != 0 ? halves : values;
  }

  /** The loss as products read it. */
  long productDelta() {
    return halfDelta != 0 ? halfDelta : delta;
  }

  int bytesPerProductNumber() {
    return halves != 0 ? Short.BYTES : Float.BYTES;
  }
}
