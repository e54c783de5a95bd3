package anchorbench.engine.cuda.driver;

import anchorbench.foreign.CHeader;
import anchorbench.foreign.NativeFunctions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The headers of the toolkits that are installed here. */
final class CudaToolkit {
  private CudaToolkit() {}

  /** Skips where no toolkit has the header. */
  static void declares(Path scratch, String header, NativeFunctions functions)
      throws IOException, InterruptedException {
    new CHeader(header, foldersWith(header)).declares(functions.prototypes(), scratch);
  }

  /** All folders of headers. Skips where none has this one. */
  static List<Path> foldersWith(String header) throws IOException {
    List<Path> folders = folders();
    Assumptions.assumeTrue(
        folders.stream().anyMatch(folder -> Files.exists(folder.resolve(header))),
        header + " is in no toolkit of this machine");
    return folders;
  }

  private static List<Path> folders() throws IOException {
    try (Stream<Path> local = Files.list(Path.of("/usr/local"))) {
      return Stream.concat(
              Stream.ofNullable(System.getenv("CUDA_HOME")).map(Path::of),
              local.filter(each -> each.getFileName().toString().startsWith("cuda")))
          .map(home -> home.resolve("include"))
          .filter(Files::isDirectory)
          .toList();
    }
  }
}
