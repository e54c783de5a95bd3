package anchorbench.engine.nd4j;

import anchorbench.network.PlannedLayer;
import anchorbench.network.layer.Window;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** A convolution by ND4J's own operation, which is cuDNN's where ND4J runs on a card. */
final class Nd4jCardConvolution implements Nd4jStage {
  private static final int EXPLICIT_PADDING = 0;
  private static final int CHANNELS_FIRST = 0;

  /** Weights [out, in, height, width], which are ours. */
  private static final int FILTERS_FIRST = 1;

  private final int[] arguments;
  private final PlannedLayer layer;
  private final Nd4jParameters parameters;
  private final Nd4jActivations in;
  private final Nd4jActivations out;

  /** The loss by input, for which the operation has to have a place. */
  private final Nd4jActivations below;

  Nd4jCardConvolution(
      PlannedLayer layer,
      Window window,
      KeptArrays arrays,
      Nd4jParameters parameters,
      Nd4jActivations in,
      Nd4jActivations out) {
    this.layer = layer;
    this.parameters = parameters;
    this.in = in;
    this.out = out;
    below =
        in.hasDeltas() || !out.hasDeltas()
            ? in
            : new Nd4jActivations(
                in.shape(), in.values(), arrays.allocate(in.values().rows(), in.shape().size()));
    int side = window.size();
    int stride = window.stride();
    int padding = window.padding();
    arguments =
        new int[] {
          side,
          side,
          stride,
          stride,
          padding,
          padding,
          1,
          1,
          EXPLICIT_PADDING,
          CHANNELS_FIRST,
          FILTERS_FIRST
        };
  }

  @Override
  public Nd4jActivations out() {
    return out;
  }

  @Override
  public Nd4jPass on(int rows) {
    INDArray images = in.valueImages(0, rows);
    INDArray weight = parameters.value(layer.weight());
    INDArray bias = parameters.value(layer.bias());
    CustomOp convolution =
        operation("conv2d", images, weight, bias).addOutputs(out.valueImages(0, rows)).build();
    CustomOp back =
        out.hasDeltas()
            ? operation("conv2d_bp", images, weight, bias, out.deltaImages(0, rows))
                .addOutputs(
                    below.deltaImages(0, rows),
                    parameters.gradient(layer.weight()),
                    parameters.gradient(layer.bias()))
                .build()
            : null;
    return new Nd4jPass() {
      @Override
      public void forward() {
        Nd4j.exec(convolution);
      }

      @Override
      public void backward() {
        Nd4j.exec(back);
      }
    };
  }

  private DynamicCustomOp.DynamicCustomOpsBuilder operation(String name, INDArray... inputs) {
    return DynamicCustomOp.builder(name).addInputs(inputs).addIntegerArguments(arguments);
  }
}
