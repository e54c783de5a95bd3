package anchorbench.bench;

import anchorbench.InputException;
import anchorbench.compare.Calibration;
import anchorbench.compare.RunComparison;
import anchorbench.engine.cpu.CpuEngine;
import anchorbench.output.LogFile;
import anchorbench.output.Progress;
import anchorbench.output.Terminal;
import anchorbench.output.TextTable;
import anchorbench.result.BenchmarkRow;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Measures one row of each kernel many times, fork by fork in turn, and prints how often {@code
 * compare} would have called that a change, and how small a change it could have seen.
 */
public final class CalibrationRun {
  private static final int FORKS = 8;
  private static final int WARMUPS = 3;
  private static final int ITERATIONS = 5;
  private static final int ITERATION_MILLIS = 200;
  private static final int USAGE = 2;

  private CalibrationRun() {}

  /**
   * @param arguments the smallest effect of interest, e.g. {@code 3%}
   */
  public static void main(String[] arguments) throws IOException {
    Terminal.install();
    LogFile.catchMessages();
    try {
      run(RunComparison.parseEffect(arguments[0]));
      System.exit(Terminal.settle(0));
    } catch (InputException e) {
      System.err.println("anchorbench compare --calibrate: " + e.getMessage());
      System.exit(USAGE);
    }
  }

  private static void run(double minEffect) throws IOException {
    System.out.println(BenchmarkImages.get().headline());
    Rows rows = new Rows("jmh.log");
    Options options = options().build();
    rows.expect(options, BenchmarkImages.get().train());
    try (ScratchFolder scratch = new ScratchFolder("calibration")) {
      List<BenchmarkRow> timed = timed(rows, options, scratch);
      print(timed, Calibration.of(timed, minEffect), minEffect);
    }
  }

  /** Every row's forks; what failed leaves the log that says why. */
  private static List<BenchmarkRow> timed(Rows rows, Options options, ScratchFolder scratch)
      throws IOException {
    Path folder = scratch.path();
    List<BenchmarkPlan.Item> items = BenchmarkPlan.items(options);
    try (PrintStream log =
            new PrintStream(folder.resolve("jmh.log").toFile(), StandardCharsets.UTF_8);
        Progress progress = new Progress("forks", (long) FORKS * items.size())) {
      for (int fork = 0; fork < FORKS; fork++) {
        for (BenchmarkPlan.Item item : items) {
          Options alone = item.alone().jvmArgsAppend(ForkOptions.arguments(folder, null)).build();
          rows.add(JmhOptions.run(() -> new Runner(alone, new ProgressFormat(log, progress))));
        }
      }
    }
    List<BenchmarkRow> timed =
        rows.rows(new ForkFiles(folder), new Costs(BenchmarkImages.get().train()));
    for (BenchmarkRow row : timed) {
      if (row.samples().size() != FORKS) {
        scratch.keep();
        throw new InputException(
            "%s: %s; see %s".formatted(row.kernel(), row.note(), folder.resolve("jmh.log")));
      }
    }
    return timed;
  }

  private static OptionsBuilder options() {
    OptionsBuilder options = new OptionsBuilder();
    options
        .include("(classMeans|tripletAssembly|trainingStep)$")
        .forks(1)
        .warmupIterations(WARMUPS)
        .warmupTime(TimeValue.milliseconds(ITERATION_MILLIS))
        .measurementIterations(ITERATIONS)
        .measurementTime(TimeValue.milliseconds(ITERATION_MILLIS))
        .param(RowKey.ENGINE, CpuEngine.NAME)
        .param("perClass", "all")
        .param("batch", "128")
        .param("anchors", "random")
        .param("active", "all")
        .param("network", "784-128-128-64");
    return options;
  }

  private static void print(List<BenchmarkRow> rows, Calibration found, double minEffect) {
    TextTable table = new TextTable("kernel", "us", "fastest fork", "slowest fork");
    for (BenchmarkRow row : rows) {
      double[] means =
          row.samples().stream()
              .mapToDouble(fork -> fork.stream().mapToDouble(v -> v).average().orElseThrow())
              .sorted()
              .toArray();
      table.row(
          row.kernel(),
          String.format(Locale.ROOT, "%.1f", row.meanMicros()),
          String.format(Locale.ROOT, "%.1f", means[0]),
          String.format(Locale.ROOT, "%.1f", means[means.length - 1]));
    }
    System.out.print(table);
    System.out.printf(
        Locale.ROOT,
        "%d forks of each, halved in %d ways: %d of %d comparisons of identical work said"
            + " FASTER or SLOWER (false-alarm rate %.1f %%, at --min-effect %.1f%%)%n",
        FORKS,
        found.splits(),
        found.alarms(),
        found.verdicts(),
        100 * found.falseAlarmRate(),
        100 * minEffect);
    System.out.printf(
        Locale.ROOT,
        "smallest difference that %d forks per side can show here: %.1f %% (in four of five"
            + " comparisons)%n",
        FORKS / 2,
        100 * found.detectable());
    System.out.printf(
        Locale.ROOT,
        "halves of identical work differed by up to %.1f %% (19 of 20): a gate on this machine"
            + " should use --min-effect %.0f%%%n",
        100 * found.largest(),
        Math.ceil(100 * found.largest()));
  }
}
