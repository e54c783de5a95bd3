package anchorbench.matrix;

import anchorbench.InputException;
import anchorbench.experiment.Comparison;
import anchorbench.experiment.Experiment;
import anchorbench.output.Json;
import anchorbench.result.Checksums;
import anchorbench.result.ExperimentFolder;
import anchorbench.result.RunReader;
import anchorbench.result.RunRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A matrix in a file, with the records that it is made of.
 *
 * @param records in the order of the cells
 */
public record MatrixRecord(String schema, int version, List<Source> records, Matrix matrix) {
  public static final String FILE = "matrix.json";
  private static final String SCHEMA = "anchorbench/matrix";
  private static final int VERSION = 1;

  public MatrixRecord {
    records = List.copyOf(records);
  }

  /**
   * A record.
   *
   * @param folder as seen from the matrix's own, with forward slashes
   * @param sha256 of its {@code run.json}; empty where the experiment is not finished
   */
  public record Source(String folder, String sha256) {}

  /**
   * @param folders of experiments, finished or begun
   * @param out where the matrix will be
   * @throws InputException if a folder holds no experiment
   */
  public static MatrixRecord of(List<Path> folders, Path out) {
    List<Source> sources = new ArrayList<>();
    List<Cell> cells = new ArrayList<>();
    Path from = out.toAbsolutePath().normalize();
    requireDistinct(folders);
    for (Path folder : folders) {
      boolean finished = Files.exists(folder.resolve(RunRecord.FILE));
      String relative =
          from.relativize(folder.toAbsolutePath().normalize()).toString().replace('\\', '/');
      sources.add(
          new Source(relative, finished ? Checksums.of(folder.resolve(RunRecord.FILE)) : ""));
      cells.addAll(finished ? finished(folder) : begun(folder));
    }
    return new MatrixRecord(SCHEMA, VERSION, sources, Matrix.of(cells));
  }

  private static void requireDistinct(List<Path> folders) {
    Set<Path> seen = new HashSet<>();
    for (Path folder : folders) {
      if (!seen.add(folder.toAbsolutePath().normalize())) {
        throw new InputException(folder + " is named twice: an experiment counts once");
      }
    }
  }

  private static List<Cell> finished(Path folder) {
    RunRecord run = RunReader.read(folder);
    Experiment.Outcome outcome = run.experiment();
    if (outcome == null) {
      throw new InputException(folder + ": a record without an experiment");
    }
    List<Cell> cells = new ArrayList<>();
    for (Comparison comparison : outcome.comparisons()) {
      cells.add(Cell.of(run.images().name(), outcome.protocol(), comparison));
    }
    return cells;
  }

  private static List<Cell> begun(Path folder) {
    ExperimentFolder.Header header = ExperimentFolder.read(folder);
    return Cell.open(header.images().name(), header.protocol());
  }

  /**
   * @throws InputException if there is none, or one of another version
   */
  public static MatrixRecord read(Path folder) {
    Path file = folder.resolve(FILE);
    MatrixRecord record = Json.read(file, MatrixRecord.class);
    if (!SCHEMA.equals(record.schema()) || record.version() != VERSION) {
      throw new InputException(
          "%s: expected %s of version %s, found %s of version %s"
              .formatted(file, SCHEMA, VERSION, record.schema(), record.version()));
    }
    return record;
  }

  /** The same made again of its records as they are now. */
  public MatrixRecord again(Path folder) {
    return of(
        records.stream().map(source -> folder.resolve(source.folder()).normalize()).toList(),
        folder);
  }
}
