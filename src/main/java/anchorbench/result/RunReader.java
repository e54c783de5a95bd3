package anchorbench.result;

import anchorbench.IncomparableException;
import anchorbench.InputException;
import anchorbench.experiment.Experiment;
import anchorbench.experiment.Scores;
import anchorbench.experiment.Trial;
import anchorbench.metric.PlaneMap;
import anchorbench.output.Json;
import anchorbench.triplet.Anchors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads {@code run.json} of every version from {@link RunRecord#OLDEST_VERSION} on. Fields that
 * this build does not know are passed over, those that came later may be missing.
 */
public final class RunReader {
  /** Larger files are none of ours. */
  private static final long MOST_BYTES = 256L << 20;

  /** A-P, A-N, P-N. */
  private static final int DISTANCES = 3;

  private RunReader() {}

  /**
   * @param path a results folder or its {@code run.json}
   * @throws InputException if there is none, or it is damaged
   * @throws IncomparableException if it is of a version that this build does not read
   */
  public static RunRecord read(Path path) {
    Path file = Files.isDirectory(path) ? path.resolve(RunRecord.FILE) : path;
    if (!Files.exists(file)) {
      throw new InputException(
          path + ": no " + RunRecord.FILE + " there; expected the folder of a finished run");
    }
    ObjectNode json = Json.readObject(file);
    // Looked at before everything else.
    SchemaHeader header = Json.as(file.toString(), json, SchemaHeader.class);
    if (!RunRecord.SCHEMA.equals(header.schema())) {
      throw new InputException(file + ": not one of our records (schema " + header.schema() + ")");
    }
    if (header.version() < RunRecord.OLDEST_VERSION || header.version() > RunRecord.VERSION) {
      throw new IncomparableException(
          String.format(
              Locale.ROOT,
              "%s: version %d of %s; this build reads versions %d to %d%s",
              file,
              header.version(),
              RunRecord.SCHEMA,
              RunRecord.OLDEST_VERSION,
              RunRecord.VERSION,
              header.version() > RunRecord.VERSION ? ", use a newer build" : ""));
    }
    if (header.version() == 2) {
      Version2.lift(json);
    }
    return sound(file, Json.as(file.toString(), json, RunRecord.class));
  }

  private static RunRecord sound(Path file, RunRecord run) {
    WholeRecord.require(file + ": run", run);
    for (BenchmarkRow row : run.benchmarks()) {
      boolean timed = row.status() == BenchmarkRow.Status.TIMED;
      boolean positive =
          row.samples().stream()
              .flatMap(List::stream)
              .allMatch(micros -> micros > 0 && Double.isFinite(micros));
      if (timed && (row.samples().isEmpty() || !positive)) {
        throw new InputException(
            file + ": " + row.kernel() + ": a time that is not a positive number");
      }
    }
    if (run.experiment() != null) {
      scored(file, run.experiment());
    }
    return run;
  }

  private static void scored(Path file, Experiment.Outcome experiment) {
    if (experiment.trials().stream().anyMatch(t -> t.usable() && t.scores() == null)) {
      throw new InputException(file + ": a usable trial without scores");
    }
    if (experiment.untrained().stream().anyMatch(each -> each.scores() == null)) {
      throw new InputException(file + ": an untrained network without scores");
    }
    List<Scores> networks =
        Stream.concat(
                experiment.untrained().stream().map(Experiment.Untrained::scores),
                experiment.trials().stream().map(Trial::scores))
            .filter(Objects::nonNull)
            .toList();
    long sizes =
        networks.stream()
            .map(Scores::map)
            .filter(Objects::nonNull)
            .mapToInt(map -> map.classes().size())
            .distinct()
            .count();
    if (sizes > 1) {
      throw new InputException(file + ": maps of different numbers of test images");
    }
    Set<Anchors> tests = experiment.protocol().testAnchors();
    tested(file, tests, experiment.pixels());
    networks.forEach(scores -> tested(file, tests, scores));
  }

  /** What every table reads of a space. */
  private static void tested(Path file, Set<Anchors> tests, Scores scores) {
    for (Scores.Triplets test : scores.triplets()) {
      if (test.histograms() != null && test.histograms().size() != DISTANCES) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "%s: %s test anchors: %d histograms; expected those of A-P, A-N and P-N",
                file,
                test.anchors(),
                test.histograms().size()));
      }
    }
    PlaneMap map = scores.map();
    if (map != null
        && (map.x().size() != map.classes().size() || map.y().size() != map.classes().size())) {
      throw new InputException(file + ": a map with different numbers of x, y and classes");
    }
    try {
      tests.forEach(anchors -> scores.under(anchors.toString()));
    } catch (InputException e) {
      throw new InputException(file + ": " + e.getMessage(), e);
    }
  }

  /** The bytes of a file beside {@code run.json}, or null if there is none. */
  public static byte[] beside(Path path, String name) {
    Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
    Path file = folder.resolve(name);
    try {
      if (!Files.exists(file)) {
        return null;
      }
      if (Files.size(file) > MOST_BYTES) {
        throw new InputException(file + ": larger than any file of a record");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
