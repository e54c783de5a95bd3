package anchorbench.report;

import anchorbench.result.BenchmarkRow;
import anchorbench.result.BenchmarkRow.Status;
import anchorbench.result.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a data-centre card is to reach, and what it reached: each aim with its figure, or with the
 * word that it was not measured.
 */
final class CardAims {
  private static final String IN_EPOCH = "training-step-in-epoch";
  private static final double COPIED_GIB = 2.0 * (1L << 30);
  private static final int PIXELS = 784;

  private static final double STEP_MICROS = 20;
  private static final double TIMES_EAGER = 20;
  private static final double TIMES_GRAPHS = 4;
  private static final double SHARE_OF_COPY = 0.8;
  private static final double TRIAL_SECONDS = 0.1;
  private static final double TIMES_ONE_TRIAL = 1.7;

  /** Steps of a trial: ten epochs of {@code trials-at-once}. */
  private static final int EPOCHS = 10;

  private final RunRecord run;
  private final List<String> lines = new ArrayList<>();

  private CardAims(RunRecord run) {
    this.run = run;
  }

  static List<String> of(RunRecord run) {
    CardAims aims = new CardAims(run);
    Optional<BenchmarkRow> step = aims.row(IN_EPOCH, "cuda", "anchors=random");
    Optional<BenchmarkRow> mean = aims.row(IN_EPOCH, "cuda", "anchors=mean");
    aims.atMost("step of 128 triplets in an epoch, us", micros(step), STEP_MICROS);
    aims.atLeast(
        "times PyTorch eager",
        ratio(aims.row(IN_EPOCH, "pytorch:eager", "anchors=random"), step),
        TIMES_EAGER);
    aims.atLeast(
        "times PyTorch's CUDA graphs",
        ratio(aims.row(IN_EPOCH, "pytorch:graphs", "anchors=random"), step),
        TIMES_GRAPHS);
    aims.atLeast("random anchors' time by mean anchors'", ratio(step, mean), 1);
    aims.bandwidth();
    aims.trials();
    aims.batchSize();
    return aims.lines;
  }

  /** Class means and assembly against the copy of 1 GiB, each on the device's own clock. */
  private void bandwidth() {
    double copy =
        COPIED_GIB / deviceMicros(row("device-limit", BenchmarkRow.CEILING, "limit=COPY"));
    // One data set may lie in the card's cache as a whole: that is no memory's speed.
    for (BenchmarkRow row : beyondCaches("class means: bytes read", "class-means")) {
      double bytes = (double) run.images().train() * PIXELS * copies(row);
      atLeast(
          "class means, images %s: bytes read by those of the copy"
              .formatted(row.parameters().get("images")),
          bytes / deviceMicros(Optional.of(row)) / copy,
          SHARE_OF_COPY);
    }
    for (BenchmarkRow row : beyondCaches("assembly: bytes moved", "triplet-assembly")) {
      LeastWork least = LeastWork.assembly(row);
      if (least != null) {
        atLeast(
            "assembly, %s: bytes moved by those of the copy".formatted(RowName.work(row)),
            least.bytes() / deviceMicros(Optional.of(row)) / copy,
            SHARE_OF_COPY);
      }
    }
  }

  private List<BenchmarkRow> beyondCaches(String what, String kernel) {
    List<BenchmarkRow> rows =
        timed(kernel, "cuda").stream().filter(row -> copies(row) > 1).toList();
    if (rows.isEmpty()) {
      atLeast(what + " by those of the copy", Double.NaN, SHARE_OF_COPY);
    }
    return rows;
  }

  private static int copies(BenchmarkRow row) {
    String images = row.parameters().getOrDefault("images", "x1");
    return images.matches("x[1-9]\\d?") ? Integer.parseInt(images.substring(1)) : 0;
  }

  private void trials() {
    Optional<BenchmarkRow> one = row("trials-at-once", "cuda", "trials=1");
    Optional<BenchmarkRow> twenty = row("trials-at-once", "cuda", "trials=20");
    atMost("2,350 steps of a trial, s", EPOCHS * micros(one) / 1e6, TRIAL_SECONDS);
    atLeast("throughput of 20 trials at once by one's", 20 * ratio(one, twenty), TIMES_ONE_TRIAL);
  }

  /** From which batch size on the card is faster than the processor, both to completion. */
  private void batchSize() {
    TreeMap<Integer, Boolean> wins = new TreeMap<>();
    StringBuilder figures = new StringBuilder();
    for (BenchmarkRow card : timed("training-step", "cuda")) {
      for (BenchmarkRow processor : timed("training-step", "cpu")) {
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
            .map(java.util.Map.Entry::getKey)
            .findFirst()
            .orElse(null);
    String from =
        lost == null
            ? "at every batch size measured"
            : wins.higherKey(lost) == null
                ? "at some batch sizes at most, not at the largest"
                : "from batch size " + wins.higherKey(lost) + " on";
    lines.add(
        "a single step, to completion: the card is faster %s (card against processor, batch%s)"
            .formatted(from, figures));
  }

  private void atMost(String what, double found, double aim) {
    add(what, found, "at most", aim, found <= aim);
  }

  private void atLeast(String what, double found, double aim) {
    add(what, found, "at least", aim, found >= aim);
  }

  private void add(String what, double found, String bound, double aim, boolean met) {
    String result =
        Double.isFinite(found)
            ? String.format(Locale.ROOT, "%.2f, %s", found, met ? "met" : "NOT MET")
            : "not measured";
    lines.add(String.format(Locale.ROOT, "%s: %s (aim: %s %s)", what, result, bound, aim));
  }

  private List<BenchmarkRow> timed(String kernel, String engine) {
    return run.benchmarks().stream()
        .filter(row -> row.status() == Status.TIMED)
        .filter(row -> row.kernel().equals(kernel) && row.engine().equals(engine))
        .toList();
  }

  private Optional<BenchmarkRow> row(String kernel, String engine, String parameter) {
    int equals = parameter.indexOf('=');
    return timed(kernel, engine).stream()
        .filter(
            row ->
                parameter
                    .substring(equals + 1)
                    .equals(row.parameters().get(parameter.substring(0, equals))))
        .findFirst();
  }

  private static double micros(Optional<BenchmarkRow> row) {
    return row.map(BenchmarkRow::meanMicros).orElse(Double.NaN);
  }

  private static double deviceMicros(Optional<BenchmarkRow> row) {
    return row.map(BenchmarkRow::device).map(BenchmarkRow.Device::meanMicros).orElse(Double.NaN);
  }

  private static double ratio(Optional<BenchmarkRow> numerator, Optional<BenchmarkRow> by) {
    return micros(numerator) / micros(by);
  }
}
