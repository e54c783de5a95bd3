package anchorbench.engine.cpu;

import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.device.Device;
import anchorbench.device.EngineDescriptor;
import anchorbench.device.Role;
import anchorbench.engine.Engine;
import anchorbench.engine.Peaks;
import anchorbench.engine.Probe;
import anchorbench.engine.TiedNeighbours;
import anchorbench.engine.cpu.gemm.Gemm;
import anchorbench.engine.cpu.layers.ImageLayers;
import anchorbench.engine.cpu.layers.ImageLoops;
import anchorbench.engine.cpu.neighbours.NearestNeighbours;
import anchorbench.engine.cpu.neighbours.PanelScores;
import anchorbench.engine.cpu.work.WorkerPool;
import anchorbench.machine.JavaCpp;
import anchorbench.machine.Processor;
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
    ImageLoops loops = kernels.imageLoops();
    return new NetworkPass.Means(
        kernels,
        gemms,
        bfloat16
            ? ImageLayers.Means.bfloat16(loops, products.convolutions(true))
            : ImageLayers.Means.float32(loops, products.convolutions(false)));
  }

  /** How a network embeds, in float32 always. */
  NetworkPass.Means embedding() {
    return new NetworkPass.Means(
        kernels,
        (_, _, _) -> products.float32(),
        ImageLayers.Means.float32(kernels.imageLoops(), products.convolutions(false)));
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
