package anchorbench.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Version and commit of this build, as the jar carries them. */
public record Build(String version, String commit) {
  private static final String RESOURCE = "/anchorbench/version.properties";

  public static Build current() {
    Properties properties = properties();
    String commit = properties.getProperty("commit");
    // Unfiltered where the sources were built outside a git checkout.
    boolean known = !commit.startsWith("$");
    boolean dirty = Boolean.parseBoolean(properties.getProperty("dirty"));
    return new Build(
        properties.getProperty("version"), known ? commit + (dirty ? "-dirty" : "") : "unknown");
  }

  /** The CUDA that ND4J would be of if this build has its CUDA backend, e.g. 11.6. */
  public static String cudaOfNd4j() {
    return properties().getProperty("nd4j.cuda");
  }

  private static Properties properties() {
    Properties properties = new Properties();
    try (InputStream in = Build.class.getResourceAsStream(RESOURCE)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE, e);
    }
    return properties;
  }
}
