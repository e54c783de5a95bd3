package anchorbench.output;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The unfinished files of writers, and what a killed one left behind. */
final class Leftovers {
  private static final Pattern PART = Pattern.compile("\\.(.+)\\.(\\d+)-\\d+");

  /** A process of that number may be another machine's, writing to a folder that both share. */
  private static final Duration QUIET = Duration.ofMinutes(1);

  private Leftovers() {}

  /**
   * Where this thread writes what is to be {@code target}: several threads of several processes may
   * write one file, and the last of them stands.
   */
  static Path partOf(Path target) {
    String writer = ProcessHandle.current().pid() + "-" + Thread.currentThread().threadId();
    return target.resolveSibling("." + target.getFileName() + "." + writer);
  }

  /** Deletes the parts of a file whose writers are gone, as far as that can be done. */
  static void delete(Path target) {
    String name = target.getFileName().toString();
    delete(target.toAbsolutePath().getParent(), name::equals);
  }

  /** Deletes the parts of all files of a folder whose writers are gone. */
  static void deleteAll(Path folder) {
    delete(folder, _ -> true);
  }

  private static void delete(Path folder, Predicate<String> wanted) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Matcher name = PART.matcher(file.getFileName().toString());
        if (name.matches()
            && wanted.test(name.group(1))
            && isAbandoned(file, Long.parseLong(name.group(2)))) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | DirectoryIteratorException | NumberFormatException e) {
      // Tidying is no reason not to write: what stays is somebody else's, or is just being moved.
    }
  }

  private static boolean isAbandoned(Path file, long writer) throws IOException {
    Instant quietSince = Files.getLastModifiedTime(file).toInstant();
    return ProcessHandle.of(writer).isEmpty() && quietSince.isBefore(Instant.now().minus(QUIET));
  }
}
