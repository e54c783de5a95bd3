package anchorbench.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/** The library that carries OpenBLAS's and ND4J's native code. Its versions do not mix. */
public final class JavaCpp {
  private static final String POM = "META-INF/maven/org.bytedeco/javacpp/pom.properties";

  private JavaCpp() {}

  /**
   * For an engine that stands on it.
   *
   * @throws UnsatisfiedLinkError if the class path holds more than one version
   */
  public static void requireOneVersion() {
    requireOne(versions(JavaCpp.class.getClassLoader()));
  }

  static void requireOne(Set<String> versions) {
    if (versions.size() > 1) {
      throw new UnsatisfiedLinkError(
          "JavaCPP " + String.join(" and ", versions) + " are mixed on the class path");
    }
  }

  static Set<String> versions(ClassLoader loader) {
    Set<String> versions = new TreeSet<>();
    try {
      for (URL url : Collections.list(loader.getResources(POM))) {
        Properties properties = new Properties();
        try (InputStream in = url.openStream()) {
          properties.load(in);
        }
        versions.add(properties.getProperty("version", "unknown"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return versions;
  }
}
