package anchorbench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;

/**
 * A folder that native code is unpacked into, to be loaded from there. Caches and temporary folders
 * are often mounted so that no program runs from them, or cannot be written.
 *
 * @param setting how another folder is named, without the folder; it reaches processes started by
 *     this one too
 */
public record LibraryFolder(Path path, String setting) {
  /** The loader's words in glibc, and in musl. */
  private static final List<String> NOT_EXECUTABLE =
      List.of("failed to map segment from shared object", "Operation not permitted");

  private static final Path MOUNTS = Path.of("/proc/self/mounts");

  /** JavaCPP's: of OpenBLAS, oneDNN, ND4J and TensorFlow. */
  public static LibraryFolder ofJavaCpp() {
    String property = "org.bytedeco.javacpp.cachedir";
    Path folder;
    try {
      folder = Loader.getCacheDir().toPath();
    } catch (IOException e) {
      // Neither the folder asked for nor any of JavaCPP's own can be written.
      folder = Path.of(System.getProperty(property, System.getProperty("java.io.tmpdir")));
    }
    return new LibraryFolder(folder, "JAVA_TOOL_OPTIONS=-D" + property + "=");
  }

  /**
   * What is wrong with the folder and what to do, as sentences; empty if loading from it failed for
   * another reason.
   */
  public Optional<String> cure(Throwable thrown) {
    return cure(thrown, mounts());
  }

  Optional<String> cure(Throwable thrown, List<String> mounts) {
    boolean unwritable = causes(thrown).anyMatch(LibraryFolder::isOfFiles);
    if (unwritable) {
      return Optional.of("Cure: %sFOLDER with one that can be written.".formatted(setting));
    }
    // A second attempt to load a library fails without the loader's words, hence the mounts too.
    boolean refused =
        causes(thrown)
            .map(Throwable::getMessage)
            .map(String::valueOf)
            .anyMatch(LibraryFolder::isNotExecutable);
    if (refused || isNoexec(path, mounts)) {
      return Optional.of(
          "No program may run from %s (mounted noexec). Cure: %sFOLDER with one where programs may."
              .formatted(path, setting));
    }
    return Optional.empty();
  }

  /** A server that cannot be reached is no fault of a folder. */
  private static boolean isOfFiles(Throwable cause) {
    return cause instanceof IOException && !cause.getClass().getPackageName().contains("java.net");
  }

  /** Whether the loader's message says that a library was refused because of where it lies. */
  public static boolean isNotExecutable(String message) {
    return NOT_EXECUTABLE.stream().anyMatch(message::contains);
  }

  private static Stream<Throwable> causes(Throwable thrown) {
    return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause);
  }

  private static List<String> mounts() {
    try {
      return Files.readAllLines(MOUNTS);
    } catch (IOException e) {
      return List.of();
    }
  }

  /**
   * @param mounts lines of /proc/self/mounts: device, mount point, type, options; of two at one
   *     point the later one is seen
   */
  private static boolean isNoexec(Path folder, List<String> mounts) {
    String inside = real(folder) + "/";
    String longest = "/";
    boolean noexec = false;
    for (String line : mounts) {
      String[] fields = line.split(" ", -1);
      if (fields.length < 4) {
        continue;
      }
      // A space in a name is written in octal.
      String point = fields[1].replace("\\040", " ") + (fields[1].endsWith("/") ? "" : "/");
      if (inside.startsWith(point) && point.length() >= longest.length()) {
        longest = point;
        noexec = List.of(fields[3].split(",", -1)).contains("noexec");
      }
    }
    return noexec;
  }

  /** Behind its links, where it is there. */
  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      return folder.toAbsolutePath();
    }
  }
}
