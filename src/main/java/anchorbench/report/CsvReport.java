package anchorbench.report;

import anchorbench.experiment.Trial;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.RunRecord;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every benchmark row and every trial, one a line, for spreadsheets (RFC 4180). */
public final class CsvReport {
  private CsvReport() {}

  public static String of(List<RunRecord> runs) {
    StringBuilder text = new StringBuilder();
    line(text, "run", "kind", "name", "engine or seed", "parameters", "quantity", "value");
    for (RunRecord run : runs) {
      for (BenchmarkRow row : run.benchmarks()) {
        String[] head = {
          run.createdUtc(), "benchmark", row.kernel(), row.engine(), row.parameters().toString()
        };
        quantity(text, head, "mean us", row.meanMicros());
        quantity(text, head, "error us", row.errorMicros());
        quantity(text, head, "ceiling us", row.ceilingMicros());
      }
      if (run.experiment() != null) {
        run.experiment().trials().forEach(trial -> trial(text, run, trial));
      }
    }
    return text.toString();
  }

  private static void trial(StringBuilder text, RunRecord run, Trial trial) {
    String[] head = {
      run.createdUtc(),
      "trial",
      trial.arm(),
      String.valueOf(trial.seed()),
      "margin=%s, learning rate=%s".formatted(trial.margin(), trial.learningRate())
    };
    if (trial.scores() == null) {
      line(
          text,
          Stream.concat(Stream.of(head), Stream.of("health", trial.health().toString()))
              .toArray(String[]::new));
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

  private static void quantity(StringBuilder text, String[] head, String name, double value) {
    if (!Double.isNaN(value)) {
      String number = String.format(Locale.ROOT, "%.9g", value);
      line(text, Stream.concat(Stream.of(head), Stream.of(name, number)).toArray(String[]::new));
    }
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
