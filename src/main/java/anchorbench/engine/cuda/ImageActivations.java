package anchorbench.engine.cuda;

import anchorbench.data.Shape;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.network.DenseNetwork;
import anchorbench.network.NetworkSpec;
import anchorbench.network.PlannedLayer;
import anchorbench.network.layer.AveragePool2d;
import anchorbench.network.layer.Conv2d;
import anchorbench.network.layer.Dense;
import anchorbench.network.layer.Flatten;
import anchorbench.network.layer.GlobalAveragePool;
import anchorbench.network.layer.MaxPool2d;
import anchorbench.network.layer.Relu;
import anchorbench.network.layer.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * What a network's layers before the first dense one compute for up to {@code rows} images. Images
 * come as planes and lie with their channels last behind the first step; flattening moves nothing,
 * because a dense layer's weights lie in that order ({@link
 * anchorbench.network.ParameterOrder#channelsLast}).
 */
final class ImageActivations implements AutoCloseable {
  /** A pool that changes nothing but the order. */
  private static final Window ONE_PIXEL = new Window(1, 1, 0);

  private final Resources owned = new Resources();
  private final Stream stream;
  private final int rows;
  private final boolean halved;
  private final boolean training;
  private final ConvolutionChoice convolutions;

  /** Whether dense layers follow. */
  private final boolean toDense;

  private final ImageTensor input;
  private final List<Step> steps = new ArrayList<>();

  /**
   * What is done at once: a layer and the ReLU behind it, or a {@link FirstStage}.
   *
   * @param layer the first of the layers
   * @param window the layer's; null where it sees the whole image
   * @param scratch patches of a convolution, what a max pool or a first stage chose; else 0
   */
  record Step(
      Kind kind, PlannedLayer layer, ImageTensor in, ImageTensor out, Window window, long scratch) {
    ImageWindow imageWindow() {
      return window == null ? ImageWindow.whole(in, out) : ImageWindow.of(in, out, window);
    }
  }

  /** How a step is done. */
  enum Kind {
    FIRST_STAGE,
    CONVOLUTION,
    MAX_POOL,
    AVERAGE_POOL
  }

  ImageActivations(LayerTools tools, NetworkSpec spec, int rows, boolean training) {
    stream = tools.stream();
    convolutions = tools.convolutions();
    this.rows = rows;
    this.training = training;
    halved = tools.products().arithmetic() == Arithmetic.BFLOAT16;
    toDense = DenseNetwork.endOf(spec).layers() > 0;
    List<PlannedLayer> layers = before(spec);
    try {
      int next = afterRelus(layers, 0);
      ImageTensor last = input(layers, next);
      input = last;
      boolean weights = false;
      while (next < layers.size()) {
        PlannedLayer layer = layers.get(next);
        boolean first = next == 0 && FirstStage.fits(layers);
        int own = next + (first ? FirstStage.LAYERS : 1);
        next = afterRelus(layers, own);
        weights |= layer.hasParameters();
        Shape image = layers.get(own - 1).out();
        ImageTensor out = output(image, next > own, weights, isProduct(layers, next));
        steps.add(first ? firstStage(layer, last, out) : step(layer, last, out));
        last = out;
      }
      if (steps.isEmpty()) {
        // ReLUs alone: to the order in which dense layers want images.
        ImageTensor out = output(last.shape(), false, false, toDense);
        steps.add(new Step(Kind.AVERAGE_POOL, layers.getFirst(), last, out, ONE_PIXEL, 0));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private Step firstStage(PlannedLayer layer, ImageTensor in, ImageTensor out) {
    long chosen = training ? add((long) rows * out.shape().size()) : 0;
    return new Step(Kind.FIRST_STAGE, layer, in, out, FirstStage.window(layer), chosen);
  }

  private Step step(PlannedLayer layer, ImageTensor in, ImageTensor out) {
    return switch (layer.layer()) {
      case Conv2d conv ->
          new Step(
              Kind.CONVOLUTION,
              layer,
              in,
              out.withHalfDelta(training && halved ? halves(out.shape()) : 0),
              conv.window(),
              convolutions.byLibrary(layer) ? 0 : add(PatchBlocks.of(stream, layer, rows).bytes()));
      case MaxPool2d pool -> {
        long chosen = training ? floats(out.shape()) : 0;
        yield new Step(Kind.MAX_POOL, layer, in, out, pool.window(), chosen);
      }
      case AveragePool2d pool -> new Step(Kind.AVERAGE_POOL, layer, in, out, pool.window(), 0);
      case GlobalAveragePool _ -> new Step(Kind.AVERAGE_POOL, layer, in, out, null, 0);
      case Dense _, Flatten _, Relu _ -> throw new IllegalArgumentException(layer.toString());
    };
  }

  /** A network's layers before its first dense one; none of a perceptron. */
  static List<PlannedLayer> before(NetworkSpec spec) {
    return spec.plan().layers().stream()
        .takeWhile(layer -> !(layer.layer() instanceof Dense))
        .filter(layer -> !(layer.layer() instanceof Flatten))
        .toList();
  }

  /** Its convolutions that do not read the images themselves. */
  static List<PlannedLayer> inner(NetworkSpec spec) {
    return before(spec).stream()
        .dropWhile(layer -> layer.layer() instanceof Relu)
        .skip(1)
        .filter(layer -> layer.layer() instanceof Conv2d)
        .toList();
  }

  private static boolean isRelu(List<PlannedLayer> layers, int at) {
    return at < layers.size() && layers.get(at).layer() instanceof Relu;
  }

  /** Where no ReLU stands any more; a second one, behind a flattening, does nothing. */
  private static int afterRelus(List<PlannedLayer> layers, int from) {
    int at = from;
    while (isRelu(layers, at)) {
      at++;
    }
    return at;
  }

  private static boolean isConvolution(List<PlannedLayer> layers, int at) {
    return at < layers.size() && layers.get(at).layer() instanceof Conv2d;
  }

  /** Whether products read what goes into a layer. */
  private boolean isProduct(List<PlannedLayer> layers, int at) {
    return at == layers.size() ? toDense : isConvolution(layers, at);
  }

  private ImageTensor input(List<PlannedLayer> layers, int next) {
    Shape image = layers.getFirst().in();
    // Gathered as what reads them wants them.
    boolean halvesAlone = halved && next == 0 && isConvolution(layers, 0);
    boolean halvesToo = halved && isProduct(layers, next);
    return new ImageTensor(
        image,
        TensorOrder.PLANES,
        next > 0,
        halvesAlone ? 0 : floats(image),
        halvesToo ? halves(image) : 0,
        0,
        0);
  }

  private ImageTensor output(Shape image, boolean relu, boolean weights, boolean toProduct) {
    return new ImageTensor(
        image,
        TensorOrder.CHANNELS_LAST,
        relu,
        floats(image),
        halved && toProduct ? halves(image) : 0,
        training && weights ? floats(image) : 0,
        0);
  }

  private long floats(Shape image) {
    return add((long) rows * image.size() * Float.BYTES);
  }

  private long halves(Shape image) {
    return add((long) rows * image.size() * Short.BYTES);
  }

  private long add(long bytes) {
    return owned.add(new DeviceBuffer(stream.context(), stream, Activations.WHAT, bytes)).address();
  }

  ImageTensor input() {
    return input;
  }

  /** What comes out behind the last of the layers. */
  ImageTensor features() {
    return steps.getLast().out();
  }

  List<Step> steps() {
    return steps;
  }

  @Override
  public void close() {
    owned.close();
  }
}
