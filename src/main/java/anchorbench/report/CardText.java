package anchorbench.report;

import anchorbench.device.Device;
import anchorbench.device.EngineDescriptor;
import anchorbench.experiment.Experiment;
import anchorbench.experiment.Trial;
import anchorbench.output.TextTable;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.BenchmarkRow.Status;
import anchorbench.result.RunRecord;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** A card's record for the terminal, in little room: rows, what was reckoned for them, the aims. */
public final class CardText {
  private CardText() {}

  public static String of(RunRecord run) {
    StringBuilder text = new StringBuilder();
    CardExpectations expected = CardExpectations.read();
    // The precisions of an engine say the same of the same card.
    Set<String> notes = new HashSet<>();
    for (RunRecord.EngineEntry engine : run.engines()) {
      EngineDescriptor info = engine.info();
      if (info == null) {
        text.append(engine.name() + " absent: " + engine.absent() + "\n");
      } else if (info.device().kind() == Device.Kind.CARD) {
        text.append(engine.name() + " on " + info.device().name() + "\n");
        info.notes().stream()
            .filter(notes::add)
            .forEach(note -> text.append("  ").append(note).append('\n'));
      }
    }
    text.append('\n').append(table(expected, run.benchmarks())).append('\n');
    notTimed(run.benchmarks()).forEach(line -> text.append(line).append('\n'));
    CardAims.of(run, expected).forEach(line -> text.append("- ").append(line).append('\n'));
    heldDown(text, run.benchmarks());
    if (run.experiment() != null) {
      text.append(trials(run.experiment()));
    }
    return text.toString();
  }

  /** On the device's clock where there is one: that is what was reckoned. */
  private static TextTable table(CardExpectations expected, List<BenchmarkRow> rows) {
    TextTable table =
        new TextTable("kernel", "work", "engine", "us", "on device", "predicted", "ratio");
    for (BenchmarkRow row : rows) {
      if (row.status() == Status.TIMED) {
        CardExpectations.Prediction prediction = expected.of(row);
        double onDevice = row.device() == null ? Double.NaN : row.device().meanMicros();
        double compared = Double.isNaN(onDevice) ? row.meanMicros() : onDevice;
        table.row(
            row.kernel(),
            RowName.work(row),
            row.engine(),
            Micros.text(row.meanMicros()),
            Double.isNaN(onDevice) ? "" : Micros.text(onDevice),
            prediction == null ? "" : prediction.text(),
            prediction == null
                ? ""
                : String.format(Locale.ROOT, "%.2f", prediction.ratio(compared)));
      }
    }
    return table;
  }

  private static Set<String> notTimed(List<BenchmarkRow> rows) {
    Set<String> lines = new TreeSet<>();
    for (BenchmarkRow row : rows) {
      if (row.status() != Status.TIMED) {
        lines.add("%s %s %s: %s".formatted(row.status(), row.kernel(), row.engine(), row.note()));
      }
    }
    return lines;
  }

  /** Why clocks were below their highest while rows were measured. */
  private static void heldDown(StringBuilder text, List<BenchmarkRow> rows) {
    TreeSet<String> reasons = new TreeSet<>();
    TreeSet<Integer> megahertz = new TreeSet<>();
    for (BenchmarkRow row : rows) {
      if (row.device() != null) {
        row.device()
            .clocks()
            .forEach(
                clocks -> {
                  megahertz.add(clocks.coreMegahertz());
                  if (clocks.throttleReasons() != null) {
                    reasons.addAll(clocks.throttleReasons());
                  }
                });
      }
    }
    if (!megahertz.isEmpty()) {
      text.append(
          String.format(
              Locale.ROOT,
              "clocks %d to %d MHz, limited by: %s%n",
              megahertz.first(),
              megahertz.last(),
              reasons.isEmpty() ? "nothing" : String.join(", ", reasons)));
    }
  }

  private static String trials(Experiment.Outcome experiment) {
    List<Trial> trials = experiment.trials();
    return String.format(
        Locale.ROOT,
        "experiment: %d trials of %d epochs; each %.3f s training, %.3f s validation,"
            + " %.3f s scoring%n",
        trials.size(),
        experiment.protocol().training().epochs(),
        mean(trials, trial -> trial.seconds().training()),
        mean(trials, trial -> trial.seconds().validation()),
        mean(trials, trial -> trial.seconds().scoring()));
  }

  private static double mean(List<Trial> trials, ToDoubleFunction<Trial> of) {
    return trials.stream().mapToDouble(of).average().orElse(Double.NaN);
  }
}
