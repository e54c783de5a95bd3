package anchorbench.engine.nd4j;

import anchorbench.InputException;
import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.device.Device;
import anchorbench.device.EngineDescriptor;
import anchorbench.device.Role;
import anchorbench.engine.Card;
import anchorbench.engine.Engine;
import anchorbench.engine.Probe;
import anchorbench.engine.TiedNeighbours;
import anchorbench.machine.JavaCpp;
import anchorbench.machine.Processor;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.Supplier;
import org.nd4j.common.config.ND4JSystemProperties;
import org.nd4j.linalg.factory.Nd4j;

/**
 * ND4J on the backend that the build holds: nd4j-native, or with {@code -Pnd4j-cuda} one card. Its
 * native threads are one pool for the whole process.
 */
public final class Nd4jEngine implements Engine {
  private static final String NAME = "nd4j";

  private final Nd4jThreads threads;

  private final Nd4jBackend backend;
  private final String device;

  private Nd4jEngine(Nd4jBackend backend, String device, int threads) {
    this.backend = backend;
    this.device = device;
    this.threads = backend.cuda() ? Nd4jThreads.ofCard() : new Nd4jThreads(threads);
  }

  /**
   * Absent where it was left out, where the card is not one it has code for, or where its native
   * library does not load.
   *
   * @param firstCard asked only where ND4J would run on it, and before ND4J's first operation
   */
  public static Probe probe(int threads, Supplier<Card> firstCard) {
    return probe(name(), threads, firstCard, engine -> new Probe.Ready(name(), engine));
  }

  /** {@code nd4j}, or {@code nd4j-cuda} of a build with ND4J's CUDA backend. */
  public static String name() {
    return nameOf(NAME);
  }

  /**
   * How an engine on top of ND4J is called in this build: records of builds with either backend may
   * be merged into one, and a row's engine says which it was.
   *
   * @param name with the processor's backend
   */
  public static String nameOf(String name) {
    return Nd4jBackend.nameOf(name, Nd4jBackend.hasCuda());
  }

  /**
   * The same for an engine that is made of this one.
   *
   * @param name of that engine
   * @param whereReady makes it
   */
  public static Probe probe(
      String name, int threads, Supplier<Card> firstCard, Function<Nd4jEngine, Probe> whereReady) {
    try {
      System.setProperty(ND4JSystemProperties.LOG_INITIALIZATION, "false");
      JavaCpp.requireOneVersion();
      Nd4jBackend backend = Nd4jBackend.onClassPath();
      String device = backend.cuda() ? backend.admit(firstCard.get()) : Processor.name();
      return whereReady.apply(new Nd4jEngine(backend, device, threads));
    } catch (InputException e) {
      return new Probe.Absent(name, e.getMessage());
    } catch (LinkageError | RuntimeException e) {
      return Probe.notLoaded(
          name, "ND4J does not start", e, "a platform it is published for, or another engine");
    }
  }

  @Override
  public EngineDescriptor descriptor() {
    return new EngineDescriptor(
        name(),
        Role.PEER,
        backend.cuda() ? Device.card(device) : Device.processor(device),
        threads.all(),
        EngineDescriptor.FLOAT32,
        List.of(
            new EngineDescriptor.Library(
                "ND4J",
                version() + ", " + Nd4j.factory().blas().getBlasVendor(),
                backend.artifact())),
        List.of());
  }

  @Override
  public Nd4jSession load(ImageSet images) {
    return new Nd4jSession(threads, images);
  }

  @Override
  public float[] embed(AnchorTable table, Weights weights, PixelScaling scaling) {
    threads.besideProducts();
    return new Nd4jEmbedder(weights, scaling, threads.onCard()).table(table);
  }

  @Override
  public int[] nearest(float[] queries, float[] index, int width, int k) {
    return TiedNeighbours.find(queries, index, width, k, Nd4jNeighbours::find);
  }

  @Override
  public void close() {}

  private static String version() {
    return version(Nd4j.class, "org.nd4j", "nd4j-api");
  }

  /**
   * The version that Maven left in a library.
   *
   * @param type of the library
   */
  public static String version(Class<?> type, String group, String artifact) {
    Properties properties = new Properties();
    String file = "/META-INF/maven/" + group + "/" + artifact + "/pom.properties";
    try (InputStream in = type.getResourceAsStream(file)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      return "unknown";
    }
    return properties.getProperty("version", "unknown");
  }
}
