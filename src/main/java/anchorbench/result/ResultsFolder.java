package anchorbench.result;

import anchorbench.InputException;
import anchorbench.machine.Build;
import anchorbench.output.OutputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Where a run writes: {@code results/<utc>-<commit>/} unless told otherwise. */
public record ResultsFolder(Path path) {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /**
   * Makes the folder and makes sure that it can be written to, before anything is computed.
   *
   * @param chosen the user's choice, or null
   * @throws InputException if it cannot be made or already holds a run
   */
  public static ResultsFolder create(Path chosen) {
    Path path =
        chosen != null
            ? chosen
            : Path.of("results", STAMP.format(Instant.now()) + "-" + Build.current().commit());
    if (Files.exists(path.resolve(RunRecord.FILE))) {
      throw new InputException(
          path + ": holds a finished run (" + RunRecord.FILE + "); choose another --out");
    }
    OutputFile.createFolder(path);
    try {
      Files.delete(Files.createTempFile(path, ".writable", null));
    } catch (IOException e) {
      throw new InputException(path + ": cannot be written to; choose another --out", e);
    }
    return new ResultsFolder(path);
  }

  public Path file(String name) {
    return path.resolve(name);
  }
}
