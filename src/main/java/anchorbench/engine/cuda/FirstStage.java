package anchorbench.engine.cuda;

import anchorbench.data.Shape;
import anchorbench.engine.cuda.driver.Driver;
import anchorbench.engine.cuda.driver.Grid;
import anchorbench.engine.cuda.driver.KernelArguments;
import anchorbench.network.PlannedLayer;
import anchorbench.network.layer.Conv2d;
import anchorbench.network.layer.MaxPool2d;
import anchorbench.network.layer.Relu;
import anchorbench.network.layer.Window;
import java.util.List;
import java.util.Map;

/**
 * A network's first convolution, the ReLU behind it and the pool behind both, in kernels of our own
 * that are compiled for it ({@code first_stage.cu}). Images have few channels, so their patches and
 * their products are mostly traffic: the convolution's output, four times the pool's, is neither
 * written nor read here.
 */
final class FirstStage implements ImageStage {
  /** Convolution, ReLU and pool. */
  static final int LAYERS = 3;

  /** Of a block: eight warps of 32 filters. */
  private static final int WARPS = 8;

  /** Pooled pixels for each warp at least, before there are more blocks. */
  private static final int LEAST_PIXELS = 8;

  private static final int BLOCKS_PER_MULTIPROCESSOR = 4;

  /** Numbers that a thread keeps in registers: a filter's weights, and what its windows see. */
  private static final int MOST_TAPS = 32;

  private static final int MOST_SEEN = 64;

  private final LayerTools tools;
  private final ImageActivations.Step step;
  private final int rows;
  private final int taps;
  private final int blocks;
  private final Map<String, Long> functions;

  /** float32 [blocks, taps + 1, filters]; null where nothing is trained. */
  private final DeviceBuffer partial;

  /**
   * @param step of which {@link #fits} holds; its parameters are the network's first
   */
  FirstStage(LayerTools tools, ImageActivations.Step step, int rows) {
    this.tools = tools;
    this.step = step;
    this.rows = rows;
    taps = step.layer().weight().size() / filters();
    Context context = tools.stream().context();
    long pixels = (long) rows * step.out().shape().height() * step.out().shape().width();
    blocks =
        Math.clamp(
            pixels / (LEAST_PIXELS * WARPS),
            1,
            BLOCKS_PER_MULTIPROCESSOR * context.attribute(Driver.MULTIPROCESSOR_COUNT));
    functions =
        tools
            .kernels()
            .ofNetwork(
                KernelSource.FIRST_STAGE,
                definitions(step.layer(), step.out().shape()),
                "-D" + CudnnSearch.CONVOLUTIONS + "=" + CudnnSearch.PATCHES);
    partial =
        step.out().delta() == 0
            ? null
            : DeviceBuffer.floats(
                context, tools.stream(), Activations.WHAT, (long) blocks * partialNumbers());
  }

  /** Whether a network's first layers are what the kernels do, and their registers suffice. */
  static boolean fits(List<PlannedLayer> layers) {
    return !CudnnSearch.PATCHES.equals(System.getProperty(CudnnSearch.CONVOLUTIONS))
        && layers.size() >= LAYERS
        && layers.get(0).layer() instanceof Conv2d conv
        && hasWindow(conv.window(), layers.getFirst().in().channels())
        && layers.stream().skip(1).limit(2).anyMatch(FirstStage::isRelu)
        && layers.stream().skip(1).limit(2).anyMatch(FirstStage::isPool);
  }

  /** A convolution's window. */
  static Window window(PlannedLayer layer) {
    return layer.layer() instanceof Conv2d conv ? conv.window() : null;
  }

  private static boolean hasWindow(Window window, int channels) {
    int side = window.size();
    return window.stride() == 1
        && side * side * channels <= MOST_TAPS
        && (side + 1) * (side + 1) * channels <= MOST_SEEN;
  }

  private static boolean isRelu(PlannedLayer layer) {
    return layer.layer() instanceof Relu;
  }

  private static boolean isPool(PlannedLayer layer) {
    return layer.layer() instanceof MaxPool2d pool && pool.window().equals(new Window(2, 2, 0));
  }

  /** One {@code #define} a line, as the kernels want the network named. */
  static String definitions(PlannedLayer layer, Shape pooled) {
    Window window = window(layer);
    return FusedNetwork.define("SIDE", window.size())
        + FusedNetwork.define("PADDING", window.padding())
        + FusedNetwork.define("FILTERS", layer.out().channels())
        + FusedNetwork.define("CHANNELS", layer.in().channels())
        + FusedNetwork.define("HEIGHT", layer.in().height())
        + FusedNetwork.define("WIDTH", layer.in().width())
        + FusedNetwork.define("POOLED_HEIGHT", pooled.height())
        + FusedNetwork.define("POOLED_WIDTH", pooled.width());
  }

  private int filters() {
    return step.out().shape().channels();
  }

  private int partialNumbers() {
    return (taps + 1) * filters();
  }

  private void launch(Stream stream, String kernel, KernelArguments arguments) {
    String name = step.in().halves() == 0 ? kernel : kernel + "_bfloat16";
    stream.launch(
        functions.get(name),
        new Grid(blocks, Math.ceilDiv(filters(), Kernels.WARP), Kernels.WARP, WARPS),
        arguments);
  }

  @Override
  public void forward(Stream stream) {
    launch(
        stream,
        "first_stage",
        new KernelArguments()
            .pointer(step.in().productValues())
            .pointer(tools.parameters().weight(0))
            .pointer(tools.parameters().bias(0))
            .integer(rows)
            .pointer(step.out().values())
            .pointer(step.out().halves())
            .pointer(step.scratch()));
  }

  /** Nobody asks for the loss by images. */
  @Override
  public void backward(Stream stream) {
    launch(
        stream,
        "first_stage_backward",
        new KernelArguments()
            .pointer(step.in().productValues())
            .pointer(step.out().delta())
            .pointer(step.out().values())
            .pointer(step.scratch())
            .integer(rows)
            .pointer(partial.address()));
    addParts(stream, 0, taps * filters(), tools.parameters().weightGradient(0));
    addParts(stream, taps * filters(), filters(), tools.parameters().biasGradient(0));
  }

  private void addParts(Stream stream, int from, int width, long sums) {
    DenseKernels.Parts parts = new DenseKernels.Parts(partial.at(from), blocks, partialNumbers());
    tools.dense().addParts(stream, parts, width, sums);
  }

  /** These are all that the way forward and back are. */
  @Override
  public void products(Stream stream) {
    forward(stream);
    backward(stream);
  }

  @Override
  public List<String> algorithms() {
    return List.of(
        "layer 0, %s, its ReLU and its pool: kernels of our own".formatted(step.layer().layer()));
  }

  @Override
  public void close() {
    if (partial != null) {
      partial.close();
    }
  }
}
