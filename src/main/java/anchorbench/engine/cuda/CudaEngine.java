package anchorbench.engine.cuda;

import anchorbench.InputException;
import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.device.Device;
import anchorbench.device.DeviceClocks;
import anchorbench.device.EngineDescriptor;
import anchorbench.device.Role;
import anchorbench.engine.Card;
import anchorbench.engine.Engine;
import anchorbench.engine.InstalledCard;
import anchorbench.engine.Peaks;
import anchorbench.engine.Probe;
import anchorbench.engine.TiedNeighbours;
import anchorbench.engine.cuda.driver.CudaException;
import anchorbench.engine.cuda.driver.Driver;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.engine.cuda.driver.GemmLibrary;
import anchorbench.network.DenseNetwork;
import anchorbench.network.NetworkSpec;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One NVIDIA card, driven from Java; several cards are several engines. Safe for several threads:
 * each trainer and batch has its own stream, and every call binds the card's primary context to its
 * thread.
 */
public final class CudaEngine implements Engine {
  public static final String NAME = "cuda";

  private final Resources owned = new Resources();
  private final CudaPlatform platform;
  private final Arithmetic arithmetic;
  private final InstalledCard card;
  private final Context context;
  private final Architecture architecture;
  private final Kernels kernels;
  private final GemmLibrary products;
  private final ConvolutionLibraries convolutions;
  private final Stream stream;
  private final CudaClocks clocks;

  /** As they were when the engine was opened, in words; none where they cannot be read. */
  private final List<String> clocksAtFirst;

  /** The ways that trainers' steps took, where they are not the usual step. */
  private final Set<String> steps = new LinkedHashSet<>();

  private boolean closed;

  private CudaEngine(CudaPlatform platform, Arithmetic arithmetic, int ordinal) throws CudaAbsent {
    this.platform = platform;
    this.arithmetic = arithmetic;
    card = new CudaCards(platform.driver(), platform.compiler()).usable(ordinal);
    architecture =
        Architecture.of(
            card.card().capability(),
            platform.compiler().architectures(),
            platform.compiler().version());
    context = platform.contexts().of(platform.driver().device(ordinal));
    clocks = new CudaClocks(card.pciBusId());
    clocksAtFirst = clocks.now().map(CudaClocks::text).stream().toList();
    try {
      kernels =
          owned.add(
              new Kernels(
                  context,
                  new KernelCache(platform.kernelCache(), platform.compiler()),
                  architecture));
      context.driver();
      products = platform.products().get();
      owned.add(() -> context.release(bound -> products.close()));
      convolutions = owned.add(new ConvolutionLibraries(context, platform.convolutions()));
      stream = owned.add(new Stream(context));
    } catch (CudaAbsent | RuntimeException e) {
      owned.close();
      throw e;
    }
  }

  /** {@code cuda}, or {@code cuda:tf32} and {@code cuda:bf16}. */
  public static String name(Arithmetic arithmetic) {
    return arithmetic == Arithmetic.FLOAT32 ? NAME : NAME + ":" + arithmetic.label();
  }

  /**
   * Absent with the one reason that a person can do something about.
   *
   * @param ordinal the driver's number of the card
   */
  public static Probe probe(Arithmetic arithmetic, int ordinal) {
    String name = name(arithmetic);
    try {
      return new Probe.Ready(name, open(CudaPlatform.find(), arithmetic, ordinal));
    } catch (CudaAbsent e) {
      return new Probe.Absent(name, e.getMessage());
    }
  }

  /**
   * The cards that the driver shows, usable or not; none is started.
   *
   * @throws InputException if there is no driver or no card, with the reason
   */
  public static List<InstalledCard> cards() {
    try {
      return CudaCards.find().list();
    } catch (CudaAbsent e) {
      throw new InputException(e.getMessage(), e);
    }
  }

  /**
   * What {@code doctor} tells of each card; empty without one, which the engine's probe explains.
   */
  public static List<String> cardLines() {
    try {
      return CardUse.lines(CudaCards.find().list());
    } catch (CudaAbsent e) {
      return List.of();
    } catch (CudaException e) {
      return List.of("cards        cannot be listed (" + e.getMessage() + ")");
    }
  }

  /** The card this engine would use, by the driver alone: no libraries, nothing started on it. */
  public static Card firstCard() {
    return cards().getFirst().card();
  }

  static CudaEngine open(CudaPlatform platform, Arithmetic arithmetic, int ordinal)
      throws CudaAbsent {
    try {
      return new CudaEngine(platform, arithmetic, ordinal);
    } catch (CudaException e) {
      throw new CudaAbsent(
          String.format(
              Locale.ROOT,
              "card %d cannot be used (%s). Cure: check nvidia-smi; another process may hold it.",
              ordinal,
              e.getMessage()));
    }
  }

  Context context() {
    return context;
  }

  Kernels kernels() {
    return kernels;
  }

  GemmLibrary products() {
    return products;
  }

  ConvolutionLibraries convolutions() {
    return convolutions;
  }

  Architecture architecture() {
    return architecture;
  }

  String pciBusId() {
    return card.pciBusId();
  }

  Arithmetic arithmetic() {
    return arithmetic;
  }

  @Override
  public EngineDescriptor descriptor() {
    List<String> notes = new ArrayList<>();
    notes.add(String.format(Locale.ROOT, "card %d, PCI %s", card.ordinal(), card.pciBusId()));
    if (System.getenv("NVIDIA_TF32_OVERRIDE") != null) {
      notes.add("NVIDIA_TF32_OVERRIDE=" + System.getenv("NVIDIA_TF32_OVERRIDE"));
    }
    if (!architecture.machineCode()) {
      notes.add("kernels are " + architecture + ": the toolkit is older than the card");
    }
    notes.add(usualStep().line());
    synchronized (steps) {
      notes.addAll(steps);
    }
    notes.add(StepChoice.RULE);
    notes.addAll(clocksAtFirst);
    return new EngineDescriptor(
        name(arithmetic),
        Role.OWN,
        Device.card(card.card().name()),
        0,
        arithmetic.label(),
        libraries(),
        notes);
  }

  private List<EngineDescriptor.Library> libraries() {
    List<EngineDescriptor.Library> libraries = new ArrayList<>(platform.libraries());
    Optional.ofNullable(platform.convolutions().inUse()).ifPresent(libraries::add);
    return libraries;
  }

  @Override
  public String device() {
    return card.toString();
  }

  /** The way that a step of the usual network takes on this card. */
  private StepChoice usualStep() {
    return step(NetworkSpec.DEFAULT);
  }

  private StepChoice step(NetworkSpec network) {
    return StepChoice.of(
        network, arithmetic, CudaDetails.BATCH, context.attribute(Driver.SHARED_BYTES_OPT_IN));
  }

  /** Of an engine that is closed, too: it is asked of the card's context, which is kept. */
  @Override
  public List<String> notes(NetworkSpec network) {
    if (DenseNetwork.isPerceptron(network)) {
      return List.of();
    }
    int rows = new PlanShape(0, 3, CudaDetails.BATCH).rows();
    try (ConvolutionLibraries libraries =
            new ConvolutionLibraries(context, platform.convolutions());
        Stream own = new Stream(context);
        ConvolutionChoice choice =
            ConvolutionChoice.of(own, libraries, network, arithmetic, rows)) {
      return List.of(choice.behind(step(network)));
    }
  }

  @Override
  public List<String> details() {
    return CudaDetails.of(this);
  }

  @Override
  public CudaSession load(ImageSet images) {
    synchronized (stream) {
      return new CudaSession(this, stream, images);
    }
  }

  /** For the record: the way that a trainer's steps take, where it is not the usual step's. */
  void note(String line) {
    if (!line.equals(usualStep().line())) {
      synchronized (steps) {
        steps.add(line);
      }
    }
  }

  @Override
  public float[] embed(AnchorTable table, Weights weights, PixelScaling scaling) {
    return new CudaEmbedder(this).table(table, weights, scaling);
  }

  @Override
  public int[] nearest(float[] queries, float[] index, int width, int k) {
    return TiedNeighbours.find(
        queries, index, width, k, new CudaNeighbours(context, kernels, products)::find);
  }

  @Override
  public Optional<DeviceClocks> clocks() {
    return clocks.now();
  }

  @Override
  public Optional<Peaks> peaks() {
    return Optional.of(new CudaPeaks(this));
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    owned.close();
  }
}
