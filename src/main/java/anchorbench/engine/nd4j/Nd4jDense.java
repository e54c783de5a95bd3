package anchorbench.engine.nd4j;

import anchorbench.network.PlannedLayer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.same.Sum;
import org.nd4j.linalg.factory.Nd4j;

/** A dense layer as products. */
final class Nd4jDense implements Nd4jStage {
  private final Nd4jActivations in;
  private final Nd4jActivations out;
  private final INDArray weight;
  private final INDArray bias;
  private final INDArray weightGradient;
  private final INDArray biasGradient;

  Nd4jDense(
      PlannedLayer layer, Nd4jParameters parameters, Nd4jActivations in, Nd4jActivations out) {
    this.in = in;
    this.out = out;
    weight = parameters.value(layer.weight());
    bias = parameters.value(layer.bias());
    weightGradient = parameters.gradient(layer.weight());
    biasGradient = parameters.gradient(layer.bias());
  }

  @Override
  public Nd4jActivations out() {
    return out;
  }

  @Override
  public Nd4jPass on(int rows) {
    return new Pass(rows);
  }

  private final class Pass implements Nd4jPass {
    private final INDArray input;
    private final INDArray output;
    private final INDArray inputDelta;
    private final INDArray delta;

    Pass(int rows) {
      input = in.valueRows(rows);
      output = out.valueRows(rows);
      inputDelta = in.hasDeltas() ? in.deltaRows(rows) : null;
      delta = out.hasDeltas() ? out.deltaRows(rows) : null;
    }

    @Override
    public void forward() {
      Nd4j.gemm(input, weight, output, false, false, 1, 0);
      output.addiRowVector(bias);
    }

    @Override
    public void backward() {
      Nd4j.gemm(input, delta, weightGradient, true, false, 1, 0);
      Nd4j.getExecutioner().exec(new Sum(delta, biasGradient, false, 0));
      if (inputDelta != null) {
        Nd4j.gemm(delta, weight, inputDelta, false, true, 1, 0);
      }
    }
  }
}
