package anchorbench.report;

import anchorbench.device.Device;
import anchorbench.report.CardExpectations.Aim;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a card reached of what it is to reach: each aim with its figure, or with the word that it
 * was not measured.
 */
final class CardAims {
  private static final String STEP = "training-step";

  private final RunRecord run;
  private final List<String> lines = new ArrayList<>();

  private CardAims(RunRecord run) {
    this.run = run;
  }

  static List<String> of(RunRecord run, CardExpectations expected) {
    CardAims aims = new CardAims(run);
    expected.aims().forEach(aims::add);
    aims.batchSize();
    return aims.lines;
  }

  private void add(Aim aim) {
    List<BenchmarkRow> rows = aim.row().of(run.benchmarks());
    BenchmarkRow by =
        aim.by() == null ? null : aim.by().of(run.benchmarks()).stream().findFirst().orElse(null);
    if (rows.isEmpty() || (aim.by() != null && by == null)) {
      line(aim, aim.what(), Double.NaN);
    } else if (aim.quantity() == CardExpectations.Quantity.RATIO_OF_BANDWIDTHS) {
      // Several sizes may have been measured, each of which is to hold.
      for (BenchmarkRow row : rows) {
        line(aim, "%s (%s)".formatted(aim.what(), RowName.work(row)), figure(aim, row, by));
      }
    } else {
      line(aim, aim.what(), figure(aim, rows.getFirst(), by));
    }
  }

  private static double figure(Aim aim, BenchmarkRow row, BenchmarkRow by) {
    return aim.factor()
        * switch (aim.quantity()) {
          case TIME -> row.meanMicros();
          case RATIO_OF_TIMES -> row.meanMicros() / by.meanMicros();
          case RATIO_OF_BANDWIDTHS -> bandwidth(row) / bandwidth(by);
        };
  }

  /** Bytes per microsecond; NaN where the row lacks one of the two. */
  private static double bandwidth(BenchmarkRow row) {
    return row.benchmark().cost() == null || row.device() == null
        ? Double.NaN
        : row.benchmark().cost().bytes() / row.device().meanMicros();
  }

  private void line(Aim aim, String what, double found) {
    String result =
        Double.isFinite(found)
            ? String.format(
                Locale.ROOT,
                "%.2f, %s",
                found,
                aim.bound().holds(found, aim.aim()) ? "met" : "NOT MET")
            : "not measured";
    String bound = aim.bound() == CardExpectations.Bound.AT_MOST ? "at most" : "at least";
    lines.add(String.format(Locale.ROOT, "%s: %s (aim: %s %s)", what, result, bound, aim.aim()));
  }

  /** From which batch size on our card's engine is faster than our processor's, to completion. */
  private void batchSize() {
    EnginesOfRun engines = new EnginesOfRun(run.engines());
    String onProcessor = engines.own(Device.Kind.PROCESSOR).orElse("");
    String onCard = engines.own(Device.Kind.CARD).orElse("");
    TreeMap<Integer, Boolean> wins = new TreeMap<>();
    StringBuilder figures = new StringBuilder();
    for (BenchmarkRow card : steps(onCard)) {
      for (BenchmarkRow processor : steps(onProcessor)) {
        if (RowName.work(card).equals(RowName.work(processor))) {
          RowName.count(card, "batch")
              .ifPresent(b -> wins.put(b, card.meanMicros() < processor.meanMicros()));
          figures.append(
              " %s: %s against %s us;"
                  .formatted(
                      card.parameters().get("batch"),
                      Micros.text(card.meanMicros()),
                      Micros.text(processor.meanMicros())));
        }
      }
    }
    if (wins.isEmpty()) {
      lines.add("the card beside the processor, by batch size: not measured");
      return;
    }
    Integer lost =
        wins.descendingMap().entrySet().stream()
            .filter(each -> !each.getValue())
            .map(Map.Entry::getKey)
            .findFirst()
            .orElse(null);
    String from =
        lost == null
            ? "at every batch size measured"
            : wins.higherKey(lost) == null
                ? "at most at some batch sizes, not at the largest"
                : "from batch size " + wins.higherKey(lost) + " on";
    lines.add(
        "a single step, to completion: the card is faster %s (card against processor, batch%s)"
            .formatted(from, figures));
  }

  private List<BenchmarkRow> steps(String engine) {
    return new CardExpectations.Rows(STEP, engine, Map.of()).of(run.benchmarks());
  }
}
