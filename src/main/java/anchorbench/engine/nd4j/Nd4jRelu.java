package anchorbench.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.factory.Nd4j;

/** {@code max(0, x)} in place, both ways: what is above 0 is so before and after. */
record Nd4jRelu(Nd4jActivations out) implements Nd4jStage {
  @Override
  public Nd4jPass on(int rows) {
    INDArray values = out.valueRows(rows);
    INDArray deltas = out.hasDeltas() ? out.deltaRows(rows) : null;
    return new Nd4jPass() {
      @Override
      public void forward() {
        Nd4j.getExecutioner().exec(new RectifiedLinear(values, values, 0));
      }

      @Override
      public void backward() {
        Nd4j.exec(
            DynamicCustomOp.builder("relu_bp")
                .addInputs(values, deltas)
                .addOutputs(deltas)
                .addFloatingPointArguments(0.0)
                .build());
      }
    };
  }
}
