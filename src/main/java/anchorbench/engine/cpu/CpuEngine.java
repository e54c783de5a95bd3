package anchorbench.engine.cpu;

import anchorbench.InputException;
import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.device.Device;
import anchorbench.device.EngineDescriptor;
import anchorbench.device.Role;
import anchorbench.engine.Engine;
import anchorbench.engine.Peaks;
import anchorbench.engine.Probe;
import anchorbench.engine.TiedNeighbours;
import anchorbench.engine.cpu.convolution.Convolution;
import anchorbench.engine.cpu.gemm.Gemm;
import anchorbench.engine.cpu.layers.ImageLayers;
import anchorbench.engine.cpu.layers.ImageLoops;
import anchorbench.engine.cpu.neighbours.NearestNeighbours;
import anchorbench.engine.cpu.neighbours.PanelScores;
import anchorbench.engine.cpu.work.WorkerPool;
import anchorbench.machine.JavaCpp;
import anchorbench.machine.Processor;
import anchorbench.network.NetworkSpec;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Every core: the Vector API for the loops, oneDNN or OpenBLAS for the matrix products. */
public final class CpuEngine implements Engine {
  public static final String NAME = "cpu";

  private static final String BFLOAT16 = "bf16";
  public static final String BFLOAT16_NAME = NAME + ":" + BFLOAT16;

  private final GemmChoice products;
  private final KernelChoice choice;
  private final Kernels kernels;
  private final WorkerPool workers;

  /** Of the products of training. */
  private final boolean bfloat16;

  private CpuEngine(GemmChoice products, KernelChoice choice, int threads, boolean bfloat16) {
    this.products = products;
    this.choice = choice;
    this.kernels = choice.kernels();
    this.workers = new WorkerPool(threads);
    this.bfloat16 = bfloat16;
  }

  /**
   * Absent only where there is no OpenBLAS; without oneDNN or the vector module it is slower and
   * says so.
   */
  public static Probe probe(int threads) {
    return probe(NAME, threads, false);
  }

  /**
   * With the products of training in bfloat16, and all else in float32. Absent where the processor
   * has no instruction for them.
   */
  public static Probe probeBfloat16(int threads) {
    try {
      GemmChoice.requireBfloat16();
      return probe(BFLOAT16_NAME, threads, true);
    } catch (UnsupportedOperationException e) {
      return new Probe.Absent(BFLOAT16_NAME, e.getMessage());
    }
  }

  private static Probe probe(String name, int threads, boolean bfloat16) {
    try {
      JavaCpp.requireOneVersion();
      return new Probe.Ready(
          name, new CpuEngine(GemmChoice.make(), KernelChoice.make(), threads, bfloat16));
    } catch (LinkageError e) {
      return Probe.notLoaded(
          name,
          "its native libraries do not load here",
          e,
          "a platform that OpenBLAS is published for, or another engine");
    }
  }

  /** With loops and products of the caller's choice, for the contract's sake. */
  static CpuEngine with(Kernels kernels, GemmChoice products, int threads) {
    return new CpuEngine(products, KernelChoice.of(kernels), threads, false);
  }

  Kernels kernels() {
    return kernels;
  }

  GemmChoice products() {
    return products;
  }

  /** How a network is trained. */
  NetworkPass.Means training() {
    Gemm.Maker gemms =
        bfloat16
            ? (arena, network, rows) ->
                new Bfloat16Gemm(products.bfloat16(), kernels, arena, network, rows)
            : (_, _, _) -> products.float32();
    return new NetworkPass.Means(kernels, gemms, layers(bfloat16));
  }

  /** How a network embeds, in float32 always. */
  NetworkPass.Means embedding() {
    return new NetworkPass.Means(kernels, (_, _, _) -> products.float32(), layers(false));
  }

  private ImageLayers.Means layers(boolean inBfloat16) {
    ImageLoops loops = kernels.imageLoops();
    Convolution.Maker convolutions = convolutions(inBfloat16);
    return inBfloat16
        ? ImageLayers.Means.bfloat16(loops, convolutions)
        : ImageLayers.Means.float32(loops, convolutions);
  }

  Convolution.Maker convolutions(boolean inBfloat16) {
    ConvolutionChoice choice = products.convolutions();
    return inBfloat16 ? choice.bfloat16() : choice.float32();
  }

  /**
   * Convolutions in bfloat16 are the library's alone: products would be another result. What is
   * refused is refused as a whole, though it could be embedded, in float32.
   */
  @Override
  public Optional<String> refusal(NetworkSpec network) {
    return bfloat16
        ? lacking(network, true).stream().findFirst().map(line -> "in bfloat16, " + line + ".")
        : Optional.empty();
  }

  /**
   * @throws InputException if this engine does not run it
   */
  void require(NetworkSpec network) {
    refusal(network)
        .ifPresent(
            reason -> {
              throw new InputException(reason);
            });
  }

  /** Bytes that training a network needs on each thread beside its activations. */
  double workBytes(NetworkSpec network) {
    return bfloat16 ? 0 : products.convolutions().workBytes(layers(false), network);
  }

  private List<String> lacking(NetworkSpec network, boolean inBfloat16) {
    return products.convolutions().lacking(layers(inBfloat16), network, inBfloat16);
  }

  /** Whether the products of training are in bfloat16. */
  boolean isBfloat16() {
    return bfloat16;
  }

  WorkerPool workers() {
    return workers;
  }

  @Override
  public EngineDescriptor descriptor() {
    return new EngineDescriptor(
        bfloat16 ? BFLOAT16_NAME : NAME,
        Role.OWN,
        Device.processor(Processor.name()),
        workers.size(),
        bfloat16 ? BFLOAT16 : EngineDescriptor.FLOAT32,
        products.libraries(),
        notes());
  }

  @Override
  public List<String> notes(NetworkSpec network) {
    String how = bfloat16 ? "embeds" : "convolves";
    return lacking(network, false).stream()
        .map(line -> how + " by products of matrices, which is slower: " + line)
        .toList();
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>(choice.notes());
    notes.addAll(products.notes());
    if (bfloat16) {
      notes.add("products of training in bfloat16, everything else in float32");
    }
    return notes;
  }

  @Override
  public CpuSession load(ImageSet images) {
    return new CpuSession(this, images);
  }

  @Override
  public boolean takesAnyLoss() {
    return true;
  }

  @Override
  public float[] embed(AnchorTable table, Weights weights, PixelScaling scaling) {
    ImageSet none = ImageSet.none(scaling.shapeOf(table.pixels()));
    return Embedder.embed(
        this,
        weights,
        new RowSource(none, table, scaling),
        table.rows(),
        (gather, from, to, out) ->
            gather.table(IntStream.range(from, to).toArray(), to - from, out));
  }

  @Override
  public int[] nearest(float[] queries, float[] index, int width, int k) {
    PanelScores scores = kernels.panelScores(products.small());
    return TiedNeighbours.find(
        queries,
        index,
        width,
        k,
        (q, i, w, n) ->
            NearestNeighbours.find(kernels::squaredDistance, scores, workers, q, i, w, n));
  }

  @Override
  public double squaredDistance(float[] x, int xAt, float[] y, int yAt, int width) {
    return kernels.squaredDistance(x, xAt, y, yAt, width);
  }

  @Override
  public Optional<Peaks> peaks() {
    return Optional.of(new CpuPeaks(this));
  }

  @Override
  public void close() {
    workers.close();
  }
}
