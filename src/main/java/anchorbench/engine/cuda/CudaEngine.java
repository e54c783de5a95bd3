package anchorbench.engine.cuda;

import anchorbench.InputException;
import anchorbench.data.LabelledImages;
import anchorbench.engine.Card;
import anchorbench.engine.Ceilings;
import anchorbench.engine.ClassMeans;
import anchorbench.engine.DeviceClocks;
import anchorbench.engine.DeviceTimed;
import anchorbench.engine.Engine;
import anchorbench.engine.EngineInfo;
import anchorbench.engine.ImageStore;
import anchorbench.engine.Probe;
import anchorbench.engine.Trainer;
import anchorbench.engine.TrainingSpec;
import anchorbench.engine.TripletBatch;
import anchorbench.engine.cuda.driver.CudaException;
import anchorbench.engine.cuda.driver.Driver;
import anchorbench.engine.cuda.driver.MatrixProducts;
import anchorbench.engine.cuda.driver.Product.Arithmetic;
import anchorbench.network.NetworkSpec;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletIndices;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One NVIDIA card, driven from Java. Safe for several threads: each trainer and batch has its own
 * stream, and every call binds the card's primary context to its thread.
 */
public final class CudaEngine implements Engine, DeviceTimed {
  public static final String NAME = "cuda";

  private final CudaPlatform platform;
  private final Arithmetic arithmetic;
  private final int device;
  private final Context context;
  private final Architecture architecture;
  private final Kernels kernels;
  private final MatrixProducts products;
  private final CudaClassSums classSums;
  private final Stream stream;
  private final CudaClocks clocks;
  private boolean closed;

  private CudaEngine(CudaPlatform platform, Arithmetic arithmetic) throws CudaAbsent {
    this.platform = platform;
    this.arithmetic = arithmetic;
    Driver driver = platform.driver();
    device = driver.device(0);
    architecture =
        Architecture.of(
            capability(driver, device),
            platform.compiler().architectures(),
            platform.compiler().version());
    context = new Context(driver, device);
    clocks = new CudaClocks(driver.pciBusId(device));
    try {
      kernels =
          new Kernels(
              context, new KernelCache(platform.kernelCache(), platform.compiler()), architecture);
      context.driver();
      products = platform.products().get();
      classSums = new CudaClassSums(context, kernels);
      stream = new Stream(context);
    } catch (CudaAbsent | RuntimeException e) {
      context.close();
      throw e;
    }
  }

  /** {@code cuda}, or {@code cuda:tf32} and {@code cuda:bf16}. */
  public static String name(Arithmetic arithmetic) {
    return arithmetic == Arithmetic.FLOAT32 ? NAME : NAME + ":" + arithmetic.label();
  }

  /** Absent with the one reason that a person can do something about. */
  public static Probe probe(Arithmetic arithmetic) {
    String name = name(arithmetic);
    try {
      return new Probe.Ready(name, open(CudaPlatform.find(), arithmetic));
    } catch (CudaAbsent e) {
      return new Probe.Absent(name, e.getMessage());
    }
  }

  /** The card this engine would use, by the driver alone: no libraries, nothing started on it. */
  public static Card firstCard() {
    try {
      Driver driver = CudaPlatform.driver(CudaPlatform.openDriver());
      int device = driver.device(0);
      return new Card(driver.deviceName(device), capability(driver, device));
    } catch (CudaAbsent e) {
      throw new InputException(e.getMessage(), e);
    }
  }

  private static int capability(Driver driver, int device) {
    return 10 * driver.attribute(device, Driver.COMPUTE_CAPABILITY_MAJOR)
        + driver.attribute(device, Driver.COMPUTE_CAPABILITY_MINOR);
  }

  static CudaEngine open(CudaPlatform platform, Arithmetic arithmetic) throws CudaAbsent {
    try {
      return new CudaEngine(platform, arithmetic);
    } catch (CudaException e) {
      throw new CudaAbsent(
          "the card cannot be used (%s). Cure: check nvidia-smi; another process may hold it."
              .formatted(e.getMessage()));
    }
  }

  Context context() {
    return context;
  }

  Kernels kernels() {
    return kernels;
  }

  MatrixProducts products() {
    return products;
  }

  Arithmetic arithmetic() {
    return arithmetic;
  }

  @Override
  public EngineInfo info() {
    Driver driver = platform.driver();
    List<String> notes = new ArrayList<>();
    if (System.getenv("NVIDIA_TF32_OVERRIDE") != null) {
      notes.add("NVIDIA_TF32_OVERRIDE=" + System.getenv("NVIDIA_TF32_OVERRIDE"));
    }
    if (!architecture.machineCode()) {
      notes.add("kernels are " + architecture + ": the toolkit is older than the card");
    }
    notes.add(usualStep().line());
    notes.add(StepChoice.RULE);
    return new EngineInfo(
        name(arithmetic),
        driver.deviceName(device),
        0,
        arithmetic.label(),
        platform.libraries(),
        notes);
  }

  /** The way that a step of the usual network takes on this card. */
  private StepChoice usualStep() {
    return StepChoice.of(
        NetworkSpec.DEFAULT,
        arithmetic,
        CudaDetails.BATCH,
        context.attribute(Driver.SHARED_BYTES_OPT_IN));
  }

  @Override
  public List<String> details() {
    Driver driver = platform.driver();
    long[] memory = context.driver().memory();
    List<String> lines = new ArrayList<>();
    lines.add(
        "compute capability %d.%d, %d multiprocessors, %,d of %,d MiB free, L2 %,d MiB"
            .formatted(
                context.attribute(Driver.COMPUTE_CAPABILITY_MAJOR),
                context.attribute(Driver.COMPUTE_CAPABILITY_MINOR),
                context.attribute(Driver.MULTIPROCESSOR_COUNT),
                memory[0] >> 20,
                memory[1] >> 20,
                context.attribute(Driver.L2_CACHE_BYTES) >> 20));
    lines.add(
        "clocks at most %,d MHz, memory %,d MHz"
            .formatted(
                context.attribute(Driver.CLOCK_RATE) / 1000,
                context.attribute(Driver.MEMORY_CLOCK_RATE) / 1000));
    clocks()
        .ifPresent(
            now ->
                lines.add(
                    "clocks now %,d MHz, memory %,d MHz"
                        .formatted(now.coreMegahertz(), now.memoryMegahertz())));
    lines.add("PCI " + driver.pciBusId(device));
    lines.add("kernels compiled as " + architecture);
    lines.addAll(kernels.usage());
    lines.addAll(CudaDetails.algorithms(this));
    return lines;
  }

  @Override
  public ClassMeans classMeans(ImageStore images, int firstPerClass) {
    synchronized (classSums) {
      return classSums.of((CudaImages) images, firstPerClass);
    }
  }

  /** Of the last {@link #classMeans}. */
  @Override
  public double deviceMicros() {
    return classSums.deviceMicros();
  }

  @Override
  public ImageStore load(LabelledImages images) {
    synchronized (stream) {
      return new CudaImages(context, stream, images);
    }
  }

  @Override
  public TripletBatch newBatch(ImageStore images, AnchorTable anchors, int capacity) {
    return new CudaBatch(context, kernels, (CudaImages) images, anchors, capacity);
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
    ((CudaBatch) into).assemble((CudaImages) images, anchors, triplets, first, count, pixelScale);
  }

  @Override
  public Trainer newTrainer(
      ImageStore images, AnchorTable anchors, TrainingSpec spec, Weights initial) {
    return new CudaTrainer(
        context, kernels, products, arithmetic, (CudaImages) images, anchors, spec, initial);
  }

  @Override
  public float[] embed(ImageStore images, int[] chosen, Weights weights, float pixelScale) {
    return new CudaEmbedder(context, kernels, products)
        .images((CudaImages) images, chosen, weights, pixelScale);
  }

  @Override
  public float[] embed(AnchorTable table, Weights weights, float pixelScale) {
    return new CudaEmbedder(context, kernels, products).table(table, weights, pixelScale);
  }

  @Override
  public int[] nearest(float[] queries, float[] index, int width, int k) {
    return new CudaNeighbours(context, kernels, products).find(queries, index, width, k);
  }

  @Override
  public Optional<DeviceClocks> clocks() {
    return clocks.now();
  }

  @Override
  public Optional<Ceilings> ceilings() {
    return Optional.of(new CudaCeilings(this));
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    classSums.close();
    stream.close();
    context.release(driver -> products.close());
    kernels.close();
    context.close();
  }
}
