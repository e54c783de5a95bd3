package anchorbench.engine.cuda;

import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.network.Adam;
import anchorbench.network.NetworkSpec;
import anchorbench.network.ParameterOrder;
import anchorbench.network.Weights;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;

/**
 * Parameters, their gradient and Adam's moments on the card, float32 in {@link ParameterLayout}.
 */
final class DeviceParameters implements AutoCloseable {
  private static final String WHAT = "a network";

  private final Resources owned = new Resources();
  private final ParameterLayout layout;
  private final Adam adam;
  private final Arithmetic arithmetic;
  private final DeviceBuffer values;
  private final DeviceBuffer halves;
  private final DeviceBuffer gradient;
  private final DeviceBuffer firstMoment;
  private final DeviceBuffer secondMoment;

  /**
   * @param order of the numbers
   * @param adam null for a network that is not trained: no gradient and no moments
   */
  DeviceParameters(
      Stream stream, NetworkSpec spec, ParameterOrder order, Adam adam, Arithmetic arithmetic) {
    this.adam = adam;
    this.arithmetic = arithmetic;
    Context context = stream.context();
    layout = new ParameterLayout(spec, order);
    int trained = adam == null ? 0 : layout.padded();
    try {
      values = floats(context, stream, layout.padded());
      halves =
          arithmetic == Arithmetic.BFLOAT16
              ? owned.add(new DeviceBuffer(context, stream, WHAT, 2L * layout.padded()))
              : null;
      gradient = floats(context, stream, trained);
      firstMoment = floats(context, stream, trained);
      secondMoment = floats(context, stream, trained);
    } catch (RuntimeException e) {
      owned.close();
      throw e;
    }
  }

  private DeviceBuffer floats(Context context, Stream stream, int count) {
    return owned.add(DeviceBuffer.floats(context, stream, WHAT, count));
  }

  /** Blocks until the card has them. */
  void set(Stream stream, Kernels kernels, Weights weights) {
    try (Arena arena = Arena.ofConfined()) {
      values.write(stream, arena.allocateFrom(ValueLayout.JAVA_FLOAT, layout.pack(weights)));
    }
    if (halves != null) {
      kernels.roundWeights(stream, values.address(), layout.padded(), halves.address());
    }
  }

  Weights read(Stream stream) {
    return layout.unpack(values.readFloats(stream, 0, layout.padded()));
  }

  Weights readGradient(Stream stream) {
    return layout.unpack(gradient.readFloats(stream, 0, layout.padded()));
  }

  ParameterLayout layout() {
    return layout;
  }

  /** Of the products that read them. */
  Arithmetic arithmetic() {
    return arithmetic;
  }

  Adam adam() {
    return adam;
  }

  DeviceBuffer values() {
    return values;
  }

  DeviceBuffer gradient() {
    return gradient;
  }

  DeviceBuffer firstMoment() {
    return firstMoment;
  }

  DeviceBuffer secondMoment() {
    return secondMoment;
  }

  /** Address of the bfloat16 copy, 0 if there is none. */
  long halfAddress() {
    return halves == null ? 0 : halves.address();
  }

  /** A layer's weight as products read it; layers with parameters are counted. */
  long weight(int layer) {
    return halves == null
        ? values.at(layout.weightAt(layer))
        : halves.address() + 2L * layout.weightAt(layer);
  }

  long bias(int layer) {
    return values.at(layout.biasAt(layer));
  }

  long weightGradient(int layer) {
    return gradient.at(layout.weightAt(layer));
  }

  long biasGradient(int layer) {
    return gradient.at(layout.biasAt(layer));
  }

  @Override
  public void close() {
    owned.close();
  }
}
