package anchorbench.engine.nd4j;

import anchorbench.network.DenseNetwork;
import anchorbench.network.Weights;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.reduce.same.Sum;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The network as ND4J products into kept arrays; parameters and gradient are one row each. */
final class Nd4jNetwork implements AutoCloseable {
  private final DenseNetwork spec;
  final INDArray parameters;
  final INDArray gradient;

  /** float32 [capacity, width] by layer; entry 0 is the input, the last the embeddings. */
  final INDArray[] activations;

  /** Loss by each layer's output; entry 0 is not used. */
  final INDArray[] deltas;

  private final INDArray[] weight;
  private final INDArray[] bias;
  private final INDArray[] weightGradient;
  private final INDArray[] biasGradient;
  private final Map<Integer, Rows> views = new HashMap<>();

  /** The first rows of activations and deltas. */
  private record Rows(INDArray[] activations, INDArray[] deltas) {}

  Nd4jNetwork(Weights initial, int capacity) {
    spec = DenseNetwork.of(initial.spec());
    int layers = spec.layers();
    parameters = Arrays4j.allocate(DataType.FLOAT, spec.parameters());
    gradient = Arrays4j.allocate(DataType.FLOAT, spec.parameters());
    Arrays4j.fill(parameters, initial.values());
    weight = new INDArray[layers];
    bias = new INDArray[layers];
    weightGradient = new INDArray[layers];
    biasGradient = new INDArray[layers];
    activations = new INDArray[layers + 1];
    deltas = new INDArray[layers + 1];
    for (int layer = 0; layer < layers; layer++) {
      weight[layer] = weightOf(parameters, layer);
      bias[layer] = biasOf(parameters, layer);
      weightGradient[layer] = weightOf(gradient, layer);
      biasGradient[layer] = biasOf(gradient, layer);
    }
    for (int i = 0; i <= layers; i++) {
      int width = spec.widths().get(i);
      activations[i] = Arrays4j.allocate(DataType.FLOAT, capacity, width);
      deltas[i] = i == 0 ? null : Arrays4j.allocate(DataType.FLOAT, capacity, width);
    }
  }

  private INDArray weightOf(INDArray flat, int layer) {
    return flat.get(NDArrayIndex.interval(spec.weightOffset(layer), spec.biasOffset(layer)))
        .reshape('c', spec.in(layer), spec.out(layer));
  }

  private INDArray biasOf(INDArray flat, int layer) {
    return flat.get(NDArrayIndex.interval(spec.biasOffset(layer), spec.weightOffset(layer + 1)));
  }

  private Rows rows(int count) {
    return views.computeIfAbsent(
        count,
        key -> {
          INDArray[] a = new INDArray[activations.length];
          INDArray[] d = new INDArray[deltas.length];
          for (int i = 0; i < a.length; i++) {
            a[i] = firstRows(activations[i], count);
            d[i] = i == 0 ? null : firstRows(deltas[i], count);
          }
          return new Rows(a, d);
        });
  }

  private static INDArray firstRows(INDArray array, int count) {
    return array.rows() == count
        ? array
        : array.get(NDArrayIndex.interval(0, count), NDArrayIndex.all());
  }

  /** From the first {@code count} rows of the input to their embeddings. */
  void forward(int count) {
    Rows rows = rows(count);
    for (int layer = 0; layer < spec.layers(); layer++) {
      INDArray out = rows.activations[layer + 1];
      Nd4j.gemm(rows.activations[layer], weight[layer], out, false, false, 1, 0);
      out.addiRowVector(bias[layer]);
      if (layer < spec.layers() - 1) {
        Nd4j.getExecutioner().exec(new RectifiedLinear(out, out, 0));
      }
    }
  }

  /** From the loss by embedding to the gradient. */
  void backward(int count) {
    Rows rows = rows(count);
    for (int layer = spec.layers() - 1; layer >= 0; layer--) {
      INDArray in = rows.activations[layer];
      INDArray delta = rows.deltas[layer + 1];
      Nd4j.gemm(in, delta, weightGradient[layer], true, false, 1, 0);
      Nd4j.getExecutioner().exec(new Sum(delta, biasGradient[layer], false, 0));
      if (layer > 0) {
        INDArray below = rows.deltas[layer];
        Nd4j.gemm(delta, weight[layer], below, false, true, 1, 0);
        Nd4j.exec(
            DynamicCustomOp.builder("relu_bp")
                .addInputs(in, below)
                .addOutputs(below)
                .addFloatingPointArguments(0.0)
                .build());
      }
    }
  }

  Weights read(INDArray flat) {
    return new Weights(spec.spec(), Arrays4j.toRead(flat).toArray(ValueLayout.JAVA_FLOAT));
  }

  @Override
  public void close() {
    parameters.close();
    gradient.close();
    for (int i = 0; i < activations.length; i++) {
      activations[i].close();
      if (i > 0) {
        deltas[i].close();
      }
    }
  }
}
