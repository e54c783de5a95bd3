package anchorbench.engine.cpu;

import anchorbench.data.LabelledImages;
import anchorbench.engine.Ceilings;
import anchorbench.engine.ClassMeans;
import anchorbench.engine.Engine;
import anchorbench.engine.EngineInfo;
import anchorbench.engine.ImageStore;
import anchorbench.engine.Probe;
import anchorbench.engine.Trainer;
import anchorbench.engine.TrainingSpec;
import anchorbench.engine.TripletBatch;
import anchorbench.engine.cpu.blas.OpenBlas;
import anchorbench.engine.cpu.onednn.OneDnn;
import anchorbench.machine.JavaCpp;
import anchorbench.machine.Processor;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletIndices;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Every core: the Vector API for the loops, OpenBLAS for the matrix products. */
public final class CpuEngine implements Engine {
  public static final String NAME = "cpu";

  private static final String BFLOAT16 = "bf16";
  public static final String BFLOAT16_NAME = NAME + ":" + BFLOAT16;

  private final OpenBlas blas;
  private final KernelChoice choice;
  private final Kernels kernels;
  private final Crew crew;

  /** Of the products of training; null where they are in float32. */
  private final OneDnn bfloat16;

  private CpuEngine(OpenBlas blas, KernelChoice choice, int threads, OneDnn bfloat16) {
    this.bfloat16 = bfloat16;
    this.blas = blas;
    this.choice = choice;
    this.kernels = choice.kernels();
    this.crew = new Crew(threads);
  }

  /** Absent only where there is no OpenBLAS; without the vector module it is slower and says so. */
  public static Probe probe(int threads) {
    return probe(NAME, threads, () -> null);
  }

  /**
   * With the products of training in bfloat16, and all else in float32. Absent where the processor
   * has no instruction for them.
   */
  public static Probe probeBfloat16(int threads) {
    try {
      return probe(BFLOAT16_NAME, threads, OneDnn::load);
    } catch (UnsupportedOperationException e) {
      return new Probe.Absent(BFLOAT16_NAME, e.getMessage());
    }
  }

  private static Probe probe(String name, int threads, Supplier<OneDnn> bfloat16) {
    try {
      JavaCpp.requireOneVersion();
      return new Probe.Ready(
          name, new CpuEngine(Blas.LIBRARY, KernelChoice.make(), threads, bfloat16.get()));
    } catch (LinkageError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return new Probe.Absent(
          name,
          "its native libraries do not load here (%s)."
              .formatted(String.valueOf(cause.getMessage()).lines().findFirst().orElse("")));
    }
  }

  /** With loops of the caller's choice, for the contract's sake. */
  static CpuEngine withKernels(Kernels kernels, int threads) {
    return new CpuEngine(Blas.LIBRARY, KernelChoice.of(kernels), threads, null);
  }

  /** Loaded with the first engine, once. */
  private static final class Blas {
    static final OpenBlas LIBRARY = OpenBlas.load();
  }

  OpenBlas blas() {
    return blas;
  }

  Crew crew() {
    return crew;
  }

  @Override
  public EngineInfo info() {
    return new EngineInfo(
        bfloat16 == null ? NAME : BFLOAT16_NAME,
        Processor.name(),
        crew.size(),
        bfloat16 == null ? "float32" : BFLOAT16,
        libraries(),
        notes());
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>(choice.notes());
    if (bfloat16 != null) {
      notes.add("products of training in bfloat16, everything else in float32");
    }
    String core = System.getenv("OPENBLAS_CORETYPE");
    if (core != null) {
      notes.add("OPENBLAS_CORETYPE=" + core + " is set; OpenBLAS's own choice may be faster");
    }
    return notes;
  }

  private List<EngineInfo.Library> libraries() {
    List<EngineInfo.Library> libraries = new ArrayList<>();
    libraries.add(new EngineInfo.Library("OpenBLAS", blas.config(), blas.path().toString()));
    if (bfloat16 != null) {
      String path = bfloat16.path().toString();
      libraries.add(new EngineInfo.Library("oneDNN", bfloat16.version(), path));
    }
    return libraries;
  }

  @Override
  public ClassMeans classMeans(ImageStore images, int firstPerClass) {
    return ClassSums.of(kernels, crew, ((CpuImages) images).images(), firstPerClass);
  }

  @Override
  public ImageStore load(LabelledImages images) {
    return new CpuImages(images);
  }

  @Override
  public TripletBatch newBatch(ImageStore images, AnchorTable anchors, int capacity) {
    return new CpuBatch(kernels, crew, images.pixelsPerImage(), anchors.rows(), capacity);
  }

  @Override
  public void assemble(
      ImageStore images,
      AnchorTable anchors,
      TripletIndices triplets,
      int first,
      int count,
      float pixelScale,
      TripletBatch into) {
    ((CpuBatch) into).assemble((CpuImages) images, anchors, triplets, first, count, pixelScale);
  }

  @Override
  public Trainer newTrainer(
      ImageStore images, AnchorTable anchors, TrainingSpec spec, Weights initial) {
    Product.Maker product =
        bfloat16 == null
            ? (_, _, _) -> blas::multiply
            : (arena, network, rows) ->
                new Bfloat16Product(bfloat16, kernels, arena, network, rows);
    return new CpuTrainer(kernels, product, crew, (CpuImages) images, anchors, spec, initial);
  }

  @Override
  public float[] embed(ImageStore images, int[] chosen, Weights weights, float pixelScale) {
    LabelledImages source = ((CpuImages) images).images();
    return Embedder.embed(
        kernels,
        blas,
        crew,
        weights,
        chosen.length,
        (gather, from, to, out) -> {
          int[] block = Arrays.copyOfRange(chosen, from, to);
          gather.images(source, block, 0, block.length, pixelScale, out);
        });
  }

  @Override
  public float[] embed(AnchorTable table, Weights weights, float pixelScale) {
    return Embedder.embed(
        kernels,
        blas,
        crew,
        weights,
        table.rows(),
        (gather, from, to, out) -> {
          int[] block = IntStream.range(from, to).toArray();
          RowGather.table(table, block, block.length, pixelScale, out);
        });
  }

  @Override
  public int[] nearest(float[] queries, float[] index, int width, int k) {
    return NearestNeighbours.find(kernels, blas, crew, queries, index, width, k);
  }

  @Override
  public Optional<Ceilings> ceilings() {
    return Optional.of(new CpuCeilings(this));
  }

  @Override
  public void close() {
    crew.close();
  }
}
