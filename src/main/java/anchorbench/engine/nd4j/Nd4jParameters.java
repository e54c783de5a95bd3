package anchorbench.engine.nd4j;

import anchorbench.network.NetworkSpec;
import anchorbench.network.ParameterSlot;
import anchorbench.network.Weights;
import java.lang.foreign.ValueLayout;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** A network's parameters and their gradient, one row of numbers each. */
final class Nd4jParameters {
  private final NetworkSpec spec;

  /** float32 [spec.parameters()], laid out as the network's plan says; likewise the gradient. */
  final INDArray values;

  final INDArray gradient;

  Nd4jParameters(KeptArrays arrays, Weights initial) {
    spec = initial.spec();
    values = arrays.allocate(spec.parameters());
    gradient = arrays.allocate(spec.parameters());
    Arrays4j.fill(values, initial.values());
  }

  /** A tensor of parameters where it lies. */
  INDArray value(ParameterSlot slot) {
    return view(values, slot);
  }

  INDArray gradient(ParameterSlot slot) {
    return view(gradient, slot);
  }

  private static INDArray view(INDArray flat, ParameterSlot slot) {
    return flat.get(NDArrayIndex.interval(slot.offset(), slot.end()))
        .reshape('c', slot.dimensions());
  }

  /** Copy of either row. */
  Weights read(INDArray flat) {
    return new Weights(spec, Arrays4j.toRead(flat).toArray(ValueLayout.JAVA_FLOAT));
  }
}
