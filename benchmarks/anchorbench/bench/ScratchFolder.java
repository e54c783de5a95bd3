package anchorbench.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder of the system's temporary files, for as long as it is open. */
final class ScratchFolder implements AutoCloseable {
  private final Path path;
  private boolean kept;

  ScratchFolder(String name) throws IOException {
    path = Files.createTempDirectory("anchorbench-" + name);
  }

  Path path() {
    return path;
  }

  /** Leaves it to a person who is told where it is. */
  void keep() {
    kept = true;
  }

  @Override
  public void close() throws IOException {
    if (!kept) {
      delete(path);
    }
  }

  /** A folder and all that is in it; none is as good. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> files = Files.walk(folder)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : all) {
      Files.delete(file);
    }
  }
}
