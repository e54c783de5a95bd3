package anchorbench.source;

import anchorbench.InputException;
import anchorbench.data.DataSet;
import anchorbench.data.FashionMnist;
import anchorbench.data.SyntheticGarments;
import anchorbench.output.UserCache;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Where images come from: a folder, {@code synthetic}, or {@code auto}, which takes the first of
 * {@code FASHION_MNIST_DIR}, the user's cache, the system's folder, a download, and synthetic
 * images.
 *
 * @param cache the user's cache folder
 * @param origin where a download is fetched from
 * @param explicit the folder {@code FASHION_MNIST_DIR} names, or null
 * @param system where Debian's package dataset-fashion-mnist puts it
 */
public record DataSource(Path cache, URI origin, Path explicit, Path system) {
  public static final String AUTO = "auto";
  public static final String SYNTHETIC = "synthetic";

  private static final Path SYSTEM = Path.of("/usr/share/datasets", FashionMnist.NAME);

  private static final String ORIGIN = "anchorbench.origin";

  /**
   * From the environment; the system properties are for tests and mirrors.
   *
   * @throws InputException if the origin is no folder of a web server
   */
  public static DataSource fromEnvironment() {
    String explicit = System.getenv("FASHION_MNIST_DIR");
    String origin = System.getProperty(ORIGIN);
    return new DataSource(
        cacheFolder(),
        origin == null ? Download.ORIGIN : Download.origin("-D" + ORIGIN + "=", origin),
        explicit == null || explicit.isBlank() ? null : Path.of(explicit),
        SYSTEM);
  }

  private static Path cacheFolder() {
    String property = System.getProperty("anchorbench.cache");
    if (property != null) {
      return Path.of(property);
    }
    return UserCache.folder().resolve(FashionMnist.NAME);
  }

  /** As {@link #load(String, ReadOptions, Consumer)}, images as they are. */
  public DataSet load(String choice, Consumer<String> log) {
    return load(choice, ReadOptions.NONE, log);
  }

  /**
   * @param choice a folder or file, {@code synthetic} or {@code auto}
   * @param options what is to be made of a folder's or file's images
   * @param log told which sources were tried and why one was left, and what a reader found
   * @throws InputException if they cannot be read
   */
  public DataSet load(String choice, ReadOptions options, Consumer<String> log) {
    boolean ours = choice.equals(SYNTHETIC) || choice.equals(AUTO);
    if (ours && !options.equals(ReadOptions.NONE)) {
      throw new InputException(
          "--data "
              + choice
              + ": --size, --fit, --grey, --colour, --test-share and --skip-unreadable are for"
              + " images of your own; name their folder with --data");
    }
    return switch (choice) {
      case SYNTHETIC -> new SyntheticGarments(SyntheticGarments.DEFAULT_SEED).dataSet();
      case AUTO -> auto(log);
      default ->
          ImageSource.read(choice, options, new DecodedCache(cache.resolveSibling("images")), log);
    };
  }

  private DataSet auto(Consumer<String> log) {
    if (explicit != null) {
      return IdxFolder.readFashionMnist(explicit);
    }
    if (isComplete(cache)) {
      return IdxFolder.readFashionMnist(cache);
    }
    DataSet installed = installed(log);
    if (installed != null) {
      return installed;
    }
    try {
      Download.fetch(origin, cache, log);
    } catch (InputException e) {
      log.accept(e.getMessage());
      log.accept(
          "using SYNTHETIC images; for real ones set FASHION_MNIST_DIR or --data, or: apt-get"
              + " install dataset-fashion-mnist");
      return new SyntheticGarments(SyntheticGarments.DEFAULT_SEED).dataSet();
    }
    return IdxFolder.readFashionMnist(cache);
  }

  /** The system's, or null: a folder that is wrong there is no choice of the user's. */
  private DataSet installed(Consumer<String> log) {
    if (!Files.isDirectory(system)) {
      return null;
    }
    try {
      return IdxFolder.readFashionMnist(system);
    } catch (InputException e) {
      log.accept(e.getMessage());
      return null;
    }
  }

  private static boolean isComplete(Path folder) {
    return FashionMnist.FILES.stream().allMatch(f -> Files.exists(folder.resolve(f.name())));
  }
}
