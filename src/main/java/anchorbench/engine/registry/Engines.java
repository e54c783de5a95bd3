package anchorbench.engine.registry;

import anchorbench.InputException;
import anchorbench.engine.Engine;
import anchorbench.engine.EngineProvider;
import anchorbench.engine.InstalledCard;
import anchorbench.engine.Probe;
import anchorbench.engine.TimedEngine;
import anchorbench.engine.cpu.CpuEngine;
import anchorbench.engine.cuda.CudaEngine;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.engine.nd4j.Nd4jEngine;
import anchorbench.engine.reference.ReferenceEngine;
import anchorbench.network.NetworkSpec;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The list of engines. */
public final class Engines {
  /** How an engine comes to be: given the number of threads and the card it may use. */
  private interface Prober {
    Probe probe(int threads, int device);
  }

  private static final Map<String, Prober> PROBERS = probers();

  private Engines() {}

  private static Map<String, Prober> probers() {
    Map<String, Prober> probers = new LinkedHashMap<>();
    probers.put(ReferenceEngine.NAME, (threads, _) -> ReferenceEngine.probe());
    probers.put(CpuEngine.NAME, (threads, _) -> CpuEngine.probe(threads));
    probers.put(CpuEngine.BFLOAT16_NAME, (threads, _) -> CpuEngine.probeBfloat16(threads));
    probers.put(
        Nd4jEngine.name(), (threads, _) -> Nd4jEngine.probe(threads, CudaEngine::firstCard));
    for (Arithmetic arithmetic : Arithmetic.values()) {
      String name = CudaEngine.name(arithmetic);
      probers.put(name, (_, device) -> CudaEngine.probe(arithmetic, device));
    }
    addProviders(probers);
    return probers;
  }

  private static void addProviders(Map<String, Prober> probers) {
    Iterator<EngineProvider> providers = ServiceLoader.load(EngineProvider.class).iterator();
    while (true) {
      try {
        if (!providers.hasNext()) {
          return;
        }
        EngineProvider provider = providers.next();
        probers.put(provider.name(), (threads, _) -> provider.probe(threads));
      } catch (ServiceConfigurationError e) {
        // Its name was left behind by a build with benchmarks; its class is not there.
        System.getLogger(Engines.class.getName()).log(System.Logger.Level.DEBUG, "no provider", e);
      }
    }
  }

  /** Every engine, and every labelled precision of one as {@code name:precision}. */
  public static List<String> names() {
    return List.copyOf(PROBERS.keySet());
  }

  /** The engines, each once. */
  public static List<String> baseNames() {
    return PROBERS.keySet().stream().filter(name -> !name.contains(":")).toList();
  }

  /** Whether an engine runs on cards, one of which is chosen by its ordinal. */
  public static boolean hasCards(String name) {
    return name.equals(CudaEngine.NAME) || name.startsWith(CudaEngine.NAME + ":");
  }

  /**
   * The cards of this box, whether the engine can use them or not. None is started for this.
   *
   * @param name of an engine that has cards
   * @throws InputException if there is no driver or no card, with the reason
   */
  public static List<InstalledCard> cards(String name) {
    try {
      return CudaEngine.cards();
    } catch (InputException e) {
      throw absent(name, e.getMessage());
    }
  }

  /** What a person wants to know of each card; empty where there is none. */
  public static List<String> cardLines() {
    return CudaEngine.cardLines();
  }

  /** Threads an engine may use unless told otherwise: one for each processor of this process. */
  public static int allProcessors() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** On the first card, if it is an engine that has cards. */
  public static Probe probe(String name, int threads) {
    return probe(name, threads, 0);
  }

  /**
   * @param device ordinal of the card to use; an engine without cards does not read it
   * @throws InputException if there is no engine of that name
   */
  public static Probe probe(String name, int threads, int device) {
    Prober prober = PROBERS.get(name);
    if (prober == null) {
      throw new InputException(
          "engine '" + name + "' unknown; engines: " + String.join(", ", names()));
    }
    return prober.probe(threads, device);
  }

  /** On the first card, if it is an engine that has cards. */
  public static Engine open(String name, int threads) {
    return open(name, threads, 0);
  }

  /**
   * Opens an engine, never another in its place.
   *
   * @param device ordinal of the card to use; an engine without cards does not read it
   * @throws InputException if it is unknown or absent, with the reason and the engines that are
   *     ready
   */
  public static Engine open(String name, int threads, int device) {
    return switch (probe(name, threads, device)) {
      case Probe.Ready ready -> ready.engine();
      case Probe.OnlyTimed timed -> {
        timed.engine().close();
        throw absent(name, "it is only timed, beside the others, by the benchmarks.");
      }
      case Probe.Absent absent -> throw absent(name, absent.reason());
    };
  }

  /** Opens an engine to be timed; otherwise as {@link #open(String, int, int)}. */
  public static TimedEngine openTimed(String name, int threads, int device) {
    return switch (probe(name, threads, device)) {
      case Probe.Ready ready -> ready.engine();
      case Probe.OnlyTimed timed -> timed.engine();
      case Probe.Absent absent -> throw absent(name, absent.reason());
    };
  }

  /**
   * Checks that an engine runs a network.
   *
   * @param name of the engine, as it was asked for
   * @throws InputException if it does not, with the engines that do
   */
  public static void requireRuns(String name, TimedEngine engine, NetworkSpec network) {
    engine
        .refusal(network)
        .ifPresent(
            reason -> {
              throw new InputException(
                  "--engine %s: %s Engines ready here that run it: %s."
                      .formatted(name, reason, ready(other -> other.refusal(network).isEmpty())));
            });
  }

  private static InputException absent(String name, String reason) {
    return new InputException(
        "--engine " + name + ": " + reason + " Engines ready here: " + ready(_ -> true) + ".");
  }

  private static String ready(Predicate<Engine> wanted) {
    List<String> ready = new ArrayList<>();
    for (String name : baseNames()) {
      if (probe(name, 1) instanceof Probe.Ready(String found, Engine engine)) {
        if (wanted.test(engine)) {
          ready.add(found);
        }
        engine.close();
      }
    }
    return ready.stream().collect(Collectors.joining(", "));
  }
}
