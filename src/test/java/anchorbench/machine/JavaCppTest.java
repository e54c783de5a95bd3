package anchorbench.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaCppTest {
  @TempDir Path folder;

  @Test
  void thisBuildHasOne() {
    assertEquals(1, JavaCpp.versions(JavaCppTest.class.getClassLoader()).size());
    JavaCpp.requireOneVersion();
  }

  @Test
  void aSecondOneIsFoundAndNamed() throws IOException {
    URL[] path = {jar("a", "1.5.7"), jar("b", "1.5.13"), jar("c", "1.5.13")};
    try (URLClassLoader loader = new URLClassLoader(path, null)) {
      Set<String> versions = JavaCpp.versions(loader);
      assertEquals(Set.of("1.5.7", "1.5.13"), versions);
      Error error = assertThrows(UnsatisfiedLinkError.class, () -> JavaCpp.requireOne(versions));
      assertTrue(error.getMessage().contains("1.5.13 and 1.5.7"), error.getMessage());
    }
  }

  private URL jar(String name, String version) throws IOException {
    Path maven = folder.resolve(name).resolve("META-INF/maven/org.bytedeco/javacpp");
    Files.createDirectories(maven);
    Files.writeString(maven.resolve("pom.properties"), "version=" + version + "\n");
    return folder.resolve(name).toUri().toURL();
  }
}
