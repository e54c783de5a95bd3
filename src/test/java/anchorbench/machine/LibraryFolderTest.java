package anchorbench.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.engine.Probe;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LibraryFolderTest {
  private static final LibraryFolder FOLDER =
      new LibraryFolder(Path.of("/home/one two/.javacpp/cache"), "CACHE=");
  private static final String NOEXEC =
      "No program may run from /home/one two/.javacpp/cache (mounted noexec)."
          + " Cure: CACHE=FOLDER with one where programs may.";

  private final UnsatisfiedLinkError other = new UnsatisfiedLinkError("no jni in path");

  @Test
  void theLoadersRefusalNamesTheCureAtWhateverDepth() {
    UnsatisfiedLinkError refused =
        new UnsatisfiedLinkError("/x/libopenblas.so: failed to map segment from shared object");
    assertEquals(Optional.of(NOEXEC), FOLDER.cure(refused, List.of()));
    assertEquals(
        Optional.of(NOEXEC), FOLDER.cure(new ExceptionInInitializerError(refused), List.of()));
  }

  @Test
  void soDoesAMountWhereTheLoaderSaidSomethingElse() {
    String root = "overlay / overlay rw,relatime 0 0";
    String home = "tmpfs /home/one\\040two tmpfs rw,nosuid,noexec 0 0";
    assertEquals(Optional.of(NOEXEC), FOLDER.cure(other, List.of(root, home)));
    assertEquals(Optional.empty(), FOLDER.cure(other, List.of(root)));
    // A neighbour whose name begins alike, and a folder inside that is mounted otherwise.
    String neighbour = "tmpfs /home/one tmpfs rw,noexec 0 0";
    String inside = "tmpfs /home/one\\040two/.javacpp tmpfs rw 0 0";
    assertEquals(Optional.empty(), FOLDER.cure(other, List.of(root, neighbour)));
    assertEquals(Optional.empty(), FOLDER.cure(other, List.of(root, inside, home)));
  }

  @Test
  void aFolderThatCannotBeWrittenHasItsCureToo() {
    FileSystemException full =
        new FileSystemException("/x/libtorch.so", null, "No space left on device");
    assertEquals(
        Optional.of("Cure: CACHE=FOLDER with one that can be written."),
        FOLDER.cure(new IllegalStateException(full), List.of()));
  }

  @Test
  void anAbsentEngineNamesThePropertyThatMovesJavaCppsFolder() {
    Probe.Absent absent =
        Probe.notLoaded(
            "nd4j",
            "ND4J does not start",
            new UnsatisfiedLinkError("a.so: failed to map segment from shared object"),
            "another engine");
    assertTrue(
        absent.reason().contains("Cure: JAVA_TOOL_OPTIONS=-Dorg.bytedeco.javacpp.cachedir=FOLDER"),
        absent.reason());
    assertEquals(
        "ND4J does not start (no jni in path). Cure: another engine.",
        Probe.notLoaded("nd4j", "ND4J does not start", other, () -> FOLDER, "another engine")
            .reason());
  }
}
