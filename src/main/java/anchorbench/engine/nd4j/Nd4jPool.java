package anchorbench.engine.nd4j;

import anchorbench.data.Shape;
import anchorbench.network.layer.Window;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** A pool by ND4J's operations: the largest number of each window, or the mean. */
final class Nd4jPool implements Nd4jStage {
  private static final int EXPLICIT_PADDING = 0;

  /** A mean is over what lies in the image; the maximum has no use for this number. */
  private static final int PADDING_DOES_NOT_COUNT = 0;

  private static final int CHANNELS_FIRST = 0;

  private final String operation;
  private final int[] arguments;
  private final Nd4jActivations in;
  private final Nd4jActivations out;

  private Nd4jPool(String operation, int[] arguments, Nd4jActivations in, Nd4jActivations out) {
    this.operation = operation;
    this.arguments = arguments;
    this.in = in;
    this.out = out;
  }

  static Nd4jPool largest(Window window, Nd4jActivations in, Nd4jActivations out) {
    return new Nd4jPool("maxpool2d", arguments(window), in, out);
  }

  static Nd4jPool means(Window window, Nd4jActivations in, Nd4jActivations out) {
    return new Nd4jPool("avgpool2d", arguments(window), in, out);
  }

  /** The mean of each channel: of a window as large as the image. */
  static Nd4jPool channelMeans(Nd4jActivations in, Nd4jActivations out) {
    Shape shape = in.shape();
    return new Nd4jPool("avgpool2d", arguments(shape.height(), shape.width(), 1, 0), in, out);
  }

  private static int[] arguments(Window window) {
    return arguments(window.size(), window.size(), window.stride(), window.padding());
  }

  private static int[] arguments(int height, int width, int stride, int padding) {
    return new int[] {
      height,
      width,
      stride,
      stride,
      padding,
      padding,
      1,
      1,
      EXPLICIT_PADDING,
      PADDING_DOES_NOT_COUNT,
      CHANNELS_FIRST
    };
  }

  @Override
  public Nd4jActivations out() {
    return out;
  }

  /** The pool of other images of the same shape. */
  void forward(INDArray images, INDArray pooled) {
    Nd4j.exec(operation(operation, images).addOutputs(pooled).build());
  }

  private DynamicCustomOp.DynamicCustomOpsBuilder operation(String name, INDArray... inputs) {
    return DynamicCustomOp.builder(name).addInputs(inputs).addIntegerArguments(arguments);
  }

  @Override
  public Nd4jPass on(int rows) {
    INDArray images = in.valueImages(0, rows);
    INDArray pooled = out.valueImages(0, rows);
    INDArray imageDeltas = in.hasDeltas() ? in.deltaImages(0, rows) : null;
    INDArray pooledDeltas = in.hasDeltas() ? out.deltaImages(0, rows) : null;
    return new Nd4jPass() {
      @Override
      public void forward() {
        Nd4jPool.this.forward(images, pooled);
      }

      @Override
      public void backward() {
        Nd4j.exec(
            operation(operation + "_bp", images, pooledDeltas).addOutputs(imageDeltas).build());
      }
    };
  }
}
