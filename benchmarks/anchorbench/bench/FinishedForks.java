package anchorbench.bench;

import anchorbench.InputException;
import anchorbench.output.Json;
import anchorbench.output.OutputFile;
import anchorbench.result.SchemaHeader;
import anchorbench.source.ImageChoice;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.openjdk.jmh.results.RunResult;

/**
 * The forks of a run on disk while it runs, a folder each: what JMH measured, as JMH's own objects
 * so that its JSON is the same in the end, and what the fork itself wrote. A process killed at any
 * moment leaves whole results only; {@code bench --resume} goes on behind them.
 */
record FinishedForks(Path path) {
  private static final String FOLDER = "forks";
  private static final String HEADER = "bench.json";
  private static final String RESULT = "result.jmh";

  /** What may be in a result: nothing that runs code of its own when it is read. */
  private static final ObjectInputFilter JMH_ONLY =
      ObjectInputFilter.Config.createFilter(
          "maxdepth=60;maxarray=1000000;org.openjdk.jmh.**;java.lang.*;java.util.**;!*");

  /**
   * What the forks belong to.
   *
   * @param forks of every row
   * @param engines chosen
   * @param ready those of them that run here
   * @param device ordinal of the card they run on
   */
  record Header(
      String schema,
      int version,
      @JsonUnwrapped RowChoice rows,
      int forks,
      List<String> engines,
      List<String> ready,
      int device,
      ImageChoice data,
      String sha256) {
    static final String SCHEMA = "anchorbench/bench";
    static final int VERSION = 6;
  }

  static FinishedForks begin(Path folder, Header header) {
    Json.write(folder.resolve(HEADER), header);
    return resume(folder);
  }

  /**
   * What a folder was begun with.
   *
   * @throws InputException if no benchmark was begun there, or by another version
   */
  static Header read(Path folder) {
    Path file = folder.resolve(HEADER);
    if (!Files.exists(file)) {
      throw new InputException(folder + ": no benchmark was begun there (no " + HEADER + ")");
    }
    Header header = Json.readExactly(file, Header.class);
    new SchemaHeader(header.schema(), header.version())
        .requireToGoOn(file, Header.SCHEMA, Header.VERSION);
    return header;
  }

  static FinishedForks resume(Path folder) {
    // There even if no fork is: where every engine is absent.
    OutputFile.createFolder(folder.resolve(FOLDER));
    return new FinishedForks(folder.resolve(FOLDER));
  }

  /** An empty folder for what a fork writes: what a killed one left there is gone. */
  Path folderFor(int number) {
    Path folder = folder(number);
    delete(folder);
    OutputFile.createFolder(folder);
    return folder;
  }

  private Path folder(int number) {
    return path.resolve(String.format(Locale.ROOT, "%05d", number));
  }

  void keep(int number, RunResult result) {
    OutputFile.write(
        folder(number).resolve(RESULT),
        out -> {
          ObjectOutputStream objects = new ObjectOutputStream(out);
          objects.writeObject(result);
          objects.flush();
        });
  }

  /**
   * What a fork left.
   *
   * @param row that it was begun for
   * @throws InputException if there is something else
   */
  Optional<RunResult> find(int number, RowKey row) {
    Path file = folder(number).resolve(RESULT);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    RunResult found = result(file);
    RowKey other = RowKey.of(found.getParams());
    if (!other.equals(row)) {
      throw new InputException(
          "%s: of %s, expected %s; delete it to go on".formatted(file, other.tag(), row.tag()));
    }
    return Optional.of(found);
  }

  private static RunResult result(Path file) {
    try (ObjectInputStream objects = new ObjectInputStream(Files.newInputStream(file))) {
      objects.setObjectInputFilter(JMH_ONLY);
      return (RunResult) objects.readObject();
    } catch (IOException | ClassNotFoundException | RuntimeException e) {
      // Of damaged objects it throws whatever their classes do.
      throw new InputException(
          file + ": not a result of this build (" + e.getMessage() + "); delete it to go on", e);
    }
  }

  /** Once everything is in {@code run.json}. */
  void clear() {
    delete(path);
    try {
      Files.deleteIfExists(path.resolveSibling(HEADER));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try {
      ScratchFolder.delete(folder);
    } catch (IOException e) {
      throw new InputException(folder + ": cannot be emptied: " + e.getMessage(), e);
    }
  }
}
