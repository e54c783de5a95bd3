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
import anchorbench.machine.JavaCpp;
import anchorbench.machine.Processor;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletIndices;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Every core: the Vector API for the loops, OpenBLAS for the matrix products. */
public final class CpuEngine implements Engine {
  public static final String NAME = "cpu";

  private final OpenBlas blas;
  private final KernelChoice choice;
  private final Kernels kernels;
  private final Crew crew;

  private CpuEngine(OpenBlas blas, KernelChoice choice, int threads) {
    this.blas = blas;
    this.choice = choice;
    this.kernels = choice.kernels();
    this.crew = new Crew(threads);
  }

  /** Absent only where there is no OpenBLAS; without the vector module it is slower and says so. */
  public static Probe probe(int threads) {
    try {
      JavaCpp.requireOneVersion();
      return new Probe.Ready(NAME, new CpuEngine(Blas.LIBRARY, KernelChoice.make(), threads));
    } catch (LinkageError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return new Probe.Absent(
          NAME,
          "no OpenBLAS for this platform (%s)."
              .formatted(String.valueOf(cause.getMessage()).lines().findFirst().orElse("")));
    }
  }

  /** With loops of the caller's choice, for the contract's sake. */
  static CpuEngine withKernels(Kernels kernels, int threads) {
    return new CpuEngine(Blas.LIBRARY, KernelChoice.of(kernels), threads);
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
        NAME,
        Processor.name(),
        crew.size(),
        "float32",
        List.of(new EngineInfo.Library("OpenBLAS", blas.config(), blas.path().toString())),
        choice.notes());
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
    return new CpuTrainer(kernels, blas, crew, (CpuImages) images, anchors, spec, initial);
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
