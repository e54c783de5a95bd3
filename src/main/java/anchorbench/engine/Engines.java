package anchorbench.engine;

import anchorbench.InputException;
import anchorbench.engine.cpu.CpuEngine;
import anchorbench.engine.cuda.CudaEngine;
import anchorbench.engine.cuda.driver.Product.Arithmetic;
import anchorbench.engine.nd4j.Nd4jEngine;
import anchorbench.engine.reference.ReferenceEngine;
import anchorbench.output.LogFile;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The list of engines. */
public final class Engines {
  /** How an engine comes to be: given the number of threads it may use. */
  private interface Prober {
    Probe probe(int threads);
  }

  private static final Map<String, Prober> PROBERS = probers();

  private Engines() {}

  private static Map<String, Prober> probers() {
    LogFile.catchMessages();
    Map<String, Prober> probers = new LinkedHashMap<>();
    probers.put(ReferenceEngine.NAME, threads -> ReferenceEngine.probe());
    probers.put(CpuEngine.NAME, CpuEngine::probe);
    probers.put(CpuEngine.BFLOAT16_NAME, CpuEngine::probeBfloat16);
    probers.put(Nd4jEngine.NAME, threads -> Nd4jEngine.probe(threads, CudaEngine::firstCard));
    for (Arithmetic arithmetic : Arithmetic.values()) {
      String name = CudaEngine.name(arithmetic);
      probers.put(name, threads -> CudaEngine.probe(arithmetic));
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
        probers.put(provider.name(), provider::probe);
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

  /** Threads an engine may use unless told otherwise: one for each processor of this process. */
  public static int allProcessors() {
    return Runtime.getRuntime().availableProcessors();
  }

  /**
   * @throws InputException if there is no engine of that name
   */
  public static Probe probe(String name, int threads) {
    Prober prober = PROBERS.get(name);
    if (prober == null) {
      throw new InputException(
          "engine '" + name + "' unknown; engines: " + String.join(", ", names()));
    }
    return prober.probe(threads);
  }

  /**
   * Opens an engine, never another in its place.
   *
   * @throws InputException if it is unknown or absent, with the reason and the engines that are
   *     ready
   */
  public static Engine open(String name, int threads) {
    return switch (probe(name, threads)) {
      case Probe.Ready ready -> ready.engine();
      case Probe.Absent absent ->
          throw new InputException(
              "--engine "
                  + name
                  + ": "
                  + absent.reason()
                  + " Engines ready here: "
                  + ready()
                  + ".");
    };
  }

  private static String ready() {
    List<String> ready = new ArrayList<>();
    for (String name : baseNames()) {
      if (probe(name, 1) instanceof Probe.Ready(String found, Engine engine)) {
        engine.close();
        ready.add(found);
      }
    }
    return ready.stream().collect(Collectors.joining(", "));
  }
}
