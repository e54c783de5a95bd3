package anchorbench.report;

import anchorbench.experiment.Trial;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.BenchmarkRow.Status;
import anchorbench.result.RunRecord;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every benchmark row and every trial, one quantity per line, for spreadsheets (RFC 4180). Each
 * line carries what its number rests on: build, images, engine, libraries, seed.
 */
public final class CsvReport {
  private CsvReport() {}

  public static String of(List<RunRecord> runs) {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "run",
        "commit",
        "images sha256",
        "engine",
        "libraries",
        "kind",
        "name",
        "parameters",
        "seed",
        "quantity",
        "value");
    for (RunRecord run : runs) {
      run.benchmarks().forEach(row -> benchmark(text, run, row));
      if (run.experiment() != null) {
        run.experiment().trials().forEach(trial -> trial(text, run, trial));
      }
    }
    return text.toString();
  }

  private static void benchmark(StringBuilder text, RunRecord run, BenchmarkRow row) {
    String seed = row.benchmark().drawSeed() == null ? "" : row.benchmark().drawSeed().toString();
    String[] head =
        head(run, row.engine(), "benchmark", row.kernel(), row.parameters().toString(), seed);
    if (row.status() != Status.TIMED) {
      cell(text, head, "status", row.status() + ": " + row.note());
      return;
    }
    quantity(text, head, "mean us", row.meanMicros());
    quantity(text, head, "99.9 % interval us", row.errorMicros());
    quantity(text, head, "ceiling us", row.peakMicros());
    if (row.device() != null) {
      quantity(text, head, "on device us", row.device().meanMicros());
    }
    if (row.latency() != null) {
      quantity(text, head, "p50 us", row.latency().p50Micros());
      quantity(text, head, "p99 us", row.latency().p99Micros());
      quantity(text, head, "p99.9 us", row.latency().p999Micros());
    }
    if (row.check() != null) {
      quantity(text, head, "error against the reference", row.check().largestError());
      quantity(text, head, "error allowed", row.check().bound());
    }
  }

  private static void trial(StringBuilder text, RunRecord run, Trial trial) {
    String engine = run.experiment().engine();
    String settings =
        "margin=%s, learning rate=%s"
            .formatted(trial.choice().margin(), trial.choice().learningRate());
    String[] head = head(run, engine, "trial", trial.arm(), settings, String.valueOf(trial.seed()));
    if (trial.scores() == null) {
      cell(text, head, "health", trial.health().toString());
      return;
    }
    quantity(text, head, "k-NN accuracy", trial.scores().nearestNeighbours());
    quantity(text, head, "P@1", trial.scores().precisionAtOne());
    quantity(text, head, "R-Precision", trial.scores().rPrecision());
    quantity(text, head, "MAP@R", trial.scores().mapAtR());
    quantity(text, head, "nearest-mean accuracy", trial.scores().nearestMean());
    quantity(text, head, "linear-probe accuracy", trial.scores().linearProbe());
    trial
        .scores()
        .triplets()
        .forEach(
            test -> {
              quantity(text, head, "triplet accuracy, " + test.anchors(), test.accuracy());
              quantity(text, head, "triplet loss, " + test.anchors(), test.loss());
            });
  }

  private static String[] head(
      RunRecord run, String engine, String kind, String name, String parameters, String seed) {
    String libraries =
        run.engines().stream()
            .filter(entry -> entry.name().equals(engine) && entry.info() != null)
            .flatMap(entry -> entry.info().libraries().stream())
            .map(library -> library.name() + " " + library.version())
            .collect(Collectors.joining("; "));
    return new String[] {
      run.createdUtc(),
      run.build().commit(),
      run.images().sha256(),
      engine,
      libraries,
      kind,
      name,
      parameters,
      seed
    };
  }

  private static void quantity(StringBuilder text, String[] head, String name, double value) {
    if (!Double.isNaN(value)) {
      cell(text, head, name, String.format(Locale.ROOT, "%.9g", value));
    }
  }

  private static void cell(StringBuilder text, String[] head, String name, String value) {
    line(text, Stream.concat(Stream.of(head), Stream.of(name, value)).toArray(String[]::new));
  }

  private static void line(StringBuilder text, String... cells) {
    text.append(Stream.of(cells).map(CsvReport::quoted).collect(Collectors.joining(",")))
        .append("\r\n");
  }

  private static String quoted(String cell) {
    // A spreadsheet would run a cell that begins like a formula.
    String safe = cell.matches("^[=+@].*") ? "'" + cell : cell;
    return safe.matches(".*[,\"\r\n].*") ? "\"" + safe.replace("\"", "\"\"") + "\"" : safe;
  }
}
