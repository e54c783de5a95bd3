package anchorbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts, on a copy of them and a Java that only says what it was started with. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  private static final String JAVA =
      """
      #!/bin/sh
      if [ "$1" = -version ]; then
        echo 'openjdk version "VERSION" 2026-04-21' >&2
      else
        echo "in $PWD, LC_ALL=${LC_ALL-}:" "$@"
      fi
      """;

  @TempDir Path folder;
  private Path project;
  private Path jdk;

  private record Outcome(int exit, String text) {}

  @BeforeEach
  void copyScripts() throws IOException {
    folder = folder.toRealPath();
    project = folder.resolve("project");
    Path scripts = Files.createDirectories(project.resolve("scripts"));
    for (String name : List.of("anchorbench", "java25", "format", "gpu-bundle")) {
      Path copy = Files.copy(Path.of("scripts", name), scripts.resolve(name));
      assertTrue(copy.toFile().setExecutable(true));
    }
    Files.createDirectories(project.resolve("target/tools"));
    Files.createFile(project.resolve("target/anchorbench.jar"));
    Files.createFile(project.resolve("target/tools/google-java-format.jar"));
    jdk = java("jdk", "25.0.3");
  }

  private Path java(String name, String version) throws IOException {
    Path java = folder.resolve(name).resolve("bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(java, JAVA.replace("VERSION", version));
    assertTrue(java.toFile().setExecutable(true));
    return folder.resolve(name);
  }

  private Outcome run(Consumer<Map<String, String>> change, String... command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    Map<String, String> environment = builder.environment();
    environment
        .keySet()
        .removeIf(
            name ->
                name.startsWith("JAVA")
                    || name.startsWith("LC_")
                    || name.startsWith("ANCHORBENCH"));
    environment.put("LANG", "C.UTF-8");
    environment.put("JAVA_HOME", jdk.toString());
    change.accept(environment);
    try {
      Process process = builder.redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Outcome(process.waitFor(), text);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Outcome run(String... command) {
    return run(environment -> {}, command);
  }

  private void assertStarted(Outcome outcome) {
    assertEquals(0, outcome.exit(), outcome.text());
    assertEquals(1, outcome.text().lines().count(), outcome.text());
    assertTrue(outcome.text().startsWith("in " + folder + ", "), outcome.text());
    assertTrue(outcome.text().contains("project/scripts/../target/anchorbench.jar"));
    assertTrue(outcome.text().endsWith(".jar doctor\n"), outcome.text());
  }

  @Test
  void throughLinksOfEveryKind() throws IOException {
    Path launcher = project.resolve("scripts/anchorbench");
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path absolute = Files.createSymbolicLink(bin.resolve("absolute"), launcher);
    Path relative = Files.createSymbolicLink(bin.resolve("relative"), bin.relativize(launcher));
    Path again = Files.createSymbolicLink(folder.resolve("again"), Path.of("bin/relative"));
    Path inFolder = Files.createSymbolicLink(folder.resolve("linked"), launcher.getParent());
    for (Path link : List.of(absolute, relative, again, inFolder.resolve("anchorbench"))) {
      assertStarted(run(link.toString(), "doctor"));
    }
    // By its bare name, from the search path.
    assertStarted(
        run(
            e -> e.merge("PATH", bin.toString(), (path, ours) -> ours + ":" + path),
            "bash",
            "-c",
            "relative doctor"));
  }

  @Test
  void withCdpath() throws IOException {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere/project/scripts"));
    Files.createDirectories(elsewhere.resolveSibling("target/gpu-bundle/jar"));
    Consumer<Map<String, String>> cdpath = e -> e.put("CDPATH", folder.resolve("elsewhere") + ":.");
    assertStarted(run(cdpath, "project/scripts/anchorbench", "doctor"));
    Outcome format = run(cdpath, "project/scripts/format");
    assertEquals(0, format.exit(), format.text());
    assertTrue(format.text().startsWith("in " + project + ", "), format.text());
  }

  /** Each other script finds the project behind a link to it. */
  @ParameterizedTest
  @ValueSource(strings = {"format", "gpu-bundle"})
  void theOtherScriptsThroughALink(String name) throws IOException {
    Path link =
        Files.createSymbolicLink(folder.resolve(name), project.resolve("scripts").resolve(name));
    Outcome outcome = run(link.toString(), folder.toString());
    String expected =
        name.equals("format")
            ? "in " + project + ", "
            : "gpu-bundle: " + jdk + " is not a full JDK";
    assertTrue(outcome.text().contains(expected), outcome.text());
  }

  /** What a JDK says of itself is read where it is older, and tried where it is not. */
  @Test
  void anOlderJavaIsNotStarted() throws IOException {
    Path old = java("old", "25.0.3");
    Files.writeString(old.resolve("release"), "IMPLEMENTOR=\"Some\"\nJAVA_VERSION=\"1.8.0_392\"\n");
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25\"\n");
    Outcome outcome =
        run(
            e -> {
              e.put("JAVA_HOME", old.toString());
              e.put("JAVA25_HOME", jdk.toString());
              e.put("PATH", "/usr/bin:/bin");
            },
            "project/scripts/java25");
    assertEquals(0, outcome.exit(), outcome.text());
    assertTrue(!outcome.text().contains(old.toString()), outcome.text());
  }

  @Test
  void withoutHome() throws IOException {
    Path old = java("old", "17.0.15");
    Outcome outcome =
        run(
            e -> {
              e.remove("HOME");
              e.remove("JAVA_HOME");
              e.put("JAVA25_HOME", jdk.toString());
              e.put("PATH", old.resolve("bin") + ":/usr/bin:/bin");
            },
            "project/scripts/java25");
    assertEquals(0, outcome.exit(), outcome.text());
    assertTrue(outcome.text().endsWith("/bin/java\n"), outcome.text());
  }

  /** Files get every letter, what is printed stays ASCII; another locale is left as it is. */
  @Test
  void inLocaleC() {
    boolean there = run("locale", "-a").text().lines().anyMatch(l -> l.matches("(?i)c.utf-?8"));
    assumeTrue(there, "no C.UTF-8 here");
    for (String variable : List.of("LC_ALL", "LC_CTYPE", "LANG")) {
      String text = run(e -> e.put(variable, "C"), "project/scripts/anchorbench", "doctor").text();
      assertTrue(text.contains("LC_ALL=C.UTF-8:"), variable + ": " + text);
      assertTrue(text.contains(" -Dstdout.encoding=US-ASCII -Dstderr.encoding=US-ASCII "), text);
    }
    String text = run("project/scripts/anchorbench", "doctor").text();
    assertTrue(text.contains("LC_ALL=:") && !text.contains("encoding"), text);
  }
}
