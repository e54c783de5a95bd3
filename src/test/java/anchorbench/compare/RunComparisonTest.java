package anchorbench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.IncomparableException;
import anchorbench.InputException;
import anchorbench.compare.RowChange.Change;
import anchorbench.data.DataSet;
import anchorbench.data.SyntheticGarments;
import anchorbench.device.Device;
import anchorbench.device.EngineDescriptor;
import anchorbench.device.Role;
import anchorbench.report.ComparisonText;
import anchorbench.result.BenchmarkCase;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.RunRecord;
import anchorbench.result.TestRuns;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RunComparisonTest {
  private static final double MIN_EFFECT = 0.03;

  private static List<BenchmarkRow> rows(double factor, int forks, int shift) {
    List<BenchmarkRow> rows = new ArrayList<>();
    for (int kernel = 0; kernel < 20; kernel++) {
      double mean = 100 * (kernel + 1) * (kernel == 3 ? factor : 1);
      rows.add(TestRuns.row("kernel" + kernel, "cpu", TestRuns.samples(mean, forks, shift)));
    }
    return rows;
  }

  private static RunComparison compared(int forks, double factor) {
    return RunComparison.of(
        List.of(TestRuns.run(null, rows(1, forks, 0))),
        TestRuns.run(null, rows(factor, forks, 1)),
        Axis.COMMIT,
        MIN_EFFECT);
  }

  private static Change third(RunComparison comparison) {
    return comparison.rows().get(3).change();
  }

  @Test
  void severalForksShowATenth() {
    RunComparison slower = compared(5, 1.1);
    assertEquals(Change.SLOWER, third(slower));
    assertEquals(1.1, slower.rows().get(3).ratio().ratio(), 0.01);
    assertEquals(19, slower.rows().stream().filter(r -> r.change() == Change.SAME).count());
    assertEquals(Change.FASTER, third(compared(5, 0.9)));
  }

  /** One fork says nothing of how forks differ: only what is far beyond it is a change. */
  @Test
  void oneForkIsCarefulAndSaysSo() {
    RunComparison tenth = compared(1, 1.1);
    assertEquals(Change.UNDECIDED, third(tenth));
    assertTrue(tenth.rows().get(3).ratio().detectable() > 0.3);
    assertTrue(tenth.warnings().toString().contains("one fork"), tenth.warnings().toString());
    assertEquals(Change.SLOWER, third(compared(1, 4)));
  }

  @Test
  void rowsThatCameAndWentAreNamed() {
    List<BenchmarkRow> before = rows(1, 3, 0);
    List<BenchmarkRow> after = new ArrayList<>(rows(1, 3, 0));
    after.removeFirst();
    after.add(TestRuns.row("new", "cpu", TestRuns.samples(1, 3, 0)));
    RunComparison comparison =
        RunComparison.of(
            List.of(TestRuns.run(null, before)), TestRuns.run(null, after), Axis.COMMIT, 0.03);
    assertEquals(Change.MISSING, comparison.rows().getFirst().change());
    assertEquals(Change.NEW, comparison.rows().getLast().change());
  }

  @Test
  void enginesOfOneRunAreSetAgainstEachOther() {
    List<BenchmarkRow> rows = new ArrayList<>(rows(1, 3, 0));
    rows.add(TestRuns.row("kernel0", "nd4j", TestRuns.samples(700, 3, 0)));
    RunComparison comparison =
        RunComparison.within(TestRuns.run(null, rows), Field.parse("engine:cpu,nd4j"), 0.03);
    RowChange first = comparison.rows().getFirst();
    assertEquals(Change.SLOWER, first.change());
    assertEquals(7, first.ratio().ratio(), 1e-9);
  }

  @Test
  void anchorsOfOneRunAreSetAgainstEachOther() {
    List<BenchmarkRow> rows =
        List.of(anchors("random", 100), anchors("mean", 70), anchors("medoid", 10));
    RunComparison comparison =
        RunComparison.within(TestRuns.run(null, rows), Field.parse("anchors:random,mean"), 0.03);
    assertEquals(1, comparison.rows().size());
    assertEquals(Change.FASTER, comparison.rows().getFirst().change());
    Exception e =
        assertThrows(
            InputException.class,
            () ->
                RunComparison.within(
                    TestRuns.run(null, rows), Field.parse("anchors:random,none"), 0.03));
    assertTrue(e.getMessage().contains("anchors none"), e.getMessage());
  }

  /** Nobody named values: the first is the baseline; peaks are no engine. */
  @Test
  void allEnginesOfOneRunAreComparedWithTheFirst() {
    List<BenchmarkRow> rows =
        List.of(
            TestRuns.row("step", "cpu", TestRuns.samples(100, 3, 0)),
            TestRuns.row("step", "nd4j", TestRuns.samples(700, 3, 0)),
            TestRuns.row("step", "cuda", TestRuns.samples(10, 3, 0)),
            TestRuns.row("means", "cpu", TestRuns.samples(10, 3, 0)),
            peak(90));
    RunComparison comparison =
        RunComparison.within(TestRuns.run(null, rows), Field.parse("engine"), MIN_EFFECT);
    assertEquals(
        List.of("step {batch=128} cpu -> nd4j", "step {batch=128} cpu -> cuda"),
        comparison.rows().stream().map(RowChange::row).toList());
    assertEquals(
        List.of(Change.SLOWER, Change.FASTER),
        comparison.rows().stream().map(RowChange::change).toList());
    assertTrue(
        comparison.warnings().stream()
            .anyMatch(w -> w.startsWith("2 row(s) with only one of the values")),
        comparison.warnings().toString());
  }

  /** One engine's run against another's, as from two boxes. */
  @Test
  void oneEnginesRunIsComparedWithAnothers() {
    RunRecord cpu =
        TestRuns.run(null, List.of(TestRuns.row("step", "cpu", TestRuns.samples(100, 3, 0))));
    RunRecord cuda =
        TestRuns.run(null, List.of(TestRuns.row("step", "cuda", TestRuns.samples(10, 3, 0))));
    RunComparison comparison =
        RunComparison.of(List.of(cpu), cuda, Axis.parse(List.of("engine", "machine")), MIN_EFFECT);
    assertEquals("step {batch=128} cpu -> cuda", comparison.rows().getFirst().row());
    assertEquals(Change.FASTER, comparison.rows().getFirst().change());
    Exception e =
        assertThrows(
            InputException.class,
            () -> RunComparison.of(List.of(cpu), cuda, Axis.parse(List.of("nothing")), MIN_EFFECT));
    assertTrue(e.getMessage().contains("neither a row nor a protocol"), e.getMessage());
    assertThrows(InputException.class, () -> Axis.parse(List.of("engine", "anchors")));
    assertThrows(InputException.class, () -> Axis.parse(List.of("engine:cpu")));
  }

  @Test
  void anAbsentEngineIsRefusedWithItsReason() {
    BenchmarkRow absent =
        new BenchmarkRow(
            new BenchmarkCase("kernel0", Map.of("batch", "128"), null, null),
            "cuda",
            BenchmarkRow.Status.SKIPPED,
            "no NVIDIA driver",
            BenchmarkRow.Timing.NONE,
            null,
            null,
            null);
    List<BenchmarkRow> rows = new ArrayList<>(rows(1, 3, 0));
    rows.add(absent);
    RunRecord run = TestRuns.run(null, rows);
    Exception e =
        assertThrows(
            InputException.class,
            () -> RunComparison.within(run, Field.parse("engine:cpu,cuda"), MIN_EFFECT));
    assertEquals("no time with engine cuda: no NVIDIA driver", e.getMessage());
  }

  private static BenchmarkRow anchors(String anchors, double micros) {
    return TestRuns.with(
        TestRuns.row("step", "cpu", TestRuns.samples(micros, 3, 0)), "anchors", anchors);
  }

  @Test
  void aSlowerPeakIsTheMachinesAndFailsNothing() {
    RunComparison comparison =
        RunComparison.of(
            List.of(TestRuns.run(null, List.of(peak(100)))),
            TestRuns.run(null, List.of(peak(300))),
            Axis.COMMIT,
            0.03);
    assertEquals(Change.MACHINE, comparison.rows().getFirst().change());
    assertFalse(comparison.isWorse(EnumSet.allOf(RunComparison.Worse.class)));
    assertTrue(ComparisonText.of(comparison).contains("1 peak(s) changed"));
  }

  private static BenchmarkRow peak(double micros) {
    return TestRuns.row("step-ceiling", "ceiling", TestRuns.samples(micros, 3, 0));
  }

  @Test
  void otherThreadsAreIncomparable() {
    RunComparison comparison =
        RunComparison.of(List.of(onThreads(2)), onThreads(4), Axis.COMMIT, 0.03);
    RowChange row = comparison.rows().getFirst();
    assertEquals(Change.INCOMPARABLE, row.change());
    assertTrue(row.note().contains("2 and 4 threads"), row.note());
    assertFalse(comparison.isWorse(EnumSet.allOf(RunComparison.Worse.class)));
  }

  private static RunRecord onThreads(int threads) {
    RunRecord run = TestRuns.run(null, rows(1, 3, 0));
    EngineDescriptor info =
        new EngineDescriptor(
            "cpu", Role.OWN, Device.processor("x"), threads, "float32", List.of(), List.of());
    return new RunRecord(
        run.schema(),
        run.version(),
        run.build(),
        run.createdUtc(),
        run.command(),
        run.machine(),
        run.images(),
        List.of(new RunRecord.EngineEntry("cpu", info, null)),
        null,
        run.benchmarks());
  }

  /** Whichever side it was that something else disturbed, its row is named. */
  @Test
  void disturbedRowsAreNamedOnBothSides() {
    List<List<Double>> disturbed = List.of(List.of(100.0, 100.0, 180.0), List.of(100.0, 101.0));
    RunRecord loud = TestRuns.run(null, List.of(TestRuns.row("step", "cpu", disturbed)));
    RunRecord quiet =
        TestRuns.run(null, List.of(TestRuns.row("step", "cpu", TestRuns.samples(100, 2, 0))));
    String before = warnings(loud, quiet);
    assertTrue(before.contains("step {batch=128} cpu (baseline); leave"), before);
    String after = warnings(quiet, loud);
    assertTrue(after.contains("step {batch=128} cpu (contender); leave"), after);
    assertFalse(warnings(quiet, quiet).contains("other load"));
    assertTrue(Warnings.of(loud).toString().contains("step {batch=128} cpu; leave"));
  }

  private static String warnings(RunRecord baseline, RunRecord contender) {
    return RunComparison.of(List.of(baseline), contender, Axis.COMMIT, MIN_EFFECT)
        .warnings()
        .toString();
  }

  /** A row took longer, and so did what the machine does at best. */
  @Test
  void aChangedPeakIsToldBesideItsRow() {
    RunComparison comparison =
        RunComparison.of(
            List.of(TestRuns.run(null, List.of(besidePeak(100, 80)))),
            TestRuns.run(null, List.of(besidePeak(150, 120))),
            Axis.COMMIT,
            MIN_EFFECT);
    RowChange row = comparison.rows().getFirst();
    assertEquals(Change.SLOWER, row.change());
    assertEquals("its peak took 1.50x the time", row.note());
    assertTrue(ComparisonText.of(comparison).contains("SLOWER: its peak took 1.50x the time"));
  }

  private static BenchmarkRow besidePeak(double micros, double peak) {
    BenchmarkRow row = TestRuns.row("step", "cpu", TestRuns.samples(micros, 3, 0));
    return TestRuns.with(row, peak, row.latency());
  }

  /** Eight forks that wander by a few percent, and one machine that is quiet. */
  @Test
  void calibrationTellsAQuietMachineFromALoudOne() {
    Calibration quiet = calibrated(0.002);
    Calibration loud = calibrated(0.1);
    assertEquals(35, quiet.splits());
    assertEquals(70, quiet.verdicts());
    assertTrue(quiet.detectable() < 0.02, quiet.toString());
    assertTrue(loud.detectable() > 5 * quiet.detectable(), loud.toString());
    assertTrue(loud.largest() > 5 * quiet.largest(), loud.toString());
    assertTrue(loud.falseAlarmRate() < 0.1, loud.toString());
  }

  private static Calibration calibrated(double noise) {
    SplittableRandom random = new SplittableRandom(7);
    List<BenchmarkRow> rows = new ArrayList<>();
    for (String kernel : List.of("a", "b")) {
      List<List<Double>> samples = new ArrayList<>();
      for (int fork = 0; fork < 8; fork++) {
        double mean = 100 * Math.exp(noise * random.nextDouble(-1, 1));
        samples.add(TestRuns.samples(mean, 1, fork).getFirst());
      }
      rows.add(TestRuns.row(kernel, "cpu", samples));
    }
    return Calibration.of(rows, 0.03);
  }

  @Test
  void syntheticAgainstRealIsRefused() {
    RunRecord drawn = TestRuns.run(null, List.of());
    DataSet set = new SyntheticGarments(3).dataSet(60, 20);
    DataSet real = new DataSet("real", "x", "0", false, set.train(), set.test());
    RunRecord other = RunRecord.now("test", real, List.of(), null, List.of());
    Exception e =
        assertThrows(
            IncomparableException.class,
            () -> RunComparison.of(List.of(drawn), other, Axis.COMMIT, 0.03));
    assertTrue(e.getMessage().contains("synthetic"), e.getMessage());
  }

  /** Of 200 rows without any change, at most a few may be called one: Holm holds the family. */
  @Test
  void noiseIsNoChange() {
    RunComparison comparison = compared(3, 1);
    assertTrue(
        comparison.rows().stream()
            .noneMatch(r -> r.change() == Change.SLOWER || r.change() == Change.FASTER));
  }

  @Test
  void accuracyAndLossAreComparedSeedBySeed() {
    RunRecord run = TestRuns.run(TestRuns.experiment(), List.of());
    RunComparison same = RunComparison.of(List.of(run), run, Axis.COMMIT, 0.03);
    int arms = run.experiment().protocol().arms().size();
    assertEquals(2 * arms, same.trials().size());
    assertTrue(
        same.trials().stream().allMatch(change -> change.change() == TrialChange.Change.SAME));
    assertTrue(ComparisonText.of(same).contains("SAME, training loss"), ComparisonText.of(same));
  }

  @Test
  void armsOfOneExperimentAreComparedSeedBySeed() {
    RunRecord run = TestRuns.run(TestRuns.experiment(), List.of());
    RunComparison comparison = RunComparison.within(run, Field.parse("anchors:random,mean"), 0.03);
    List<String> arms = comparison.trials().stream().map(TrialChange::arm).distinct().toList();
    assertEquals(List.of("random -> mean:5", "random -> mean:20"), arms);
    List<String> found =
        RunComparison.within(run, Field.parse("anchors"), 0.03).trials().stream()
            .map(TrialChange::arm)
            .distinct()
            .toList();
    assertEquals(arms, found, "without values, every arm against the first");
    TrialChange accuracy = comparison.trials().getFirst();
    double headline =
        run.experiment().comparisons().getFirst().rows().getFirst().difference().mean();
    assertEquals(headline, accuracy.difference().mean(), 1e-12);
    assertTrue(accuracy.adjustedP() >= accuracy.difference().p(), accuracy.toString());
    assertTrue(
        comparison.warnings().toString().contains("6 paired seed(s) cannot decide 4 measures"),
        comparison.warnings().toString());
  }
}
