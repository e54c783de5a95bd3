package anchorbench.bench;

import anchorbench.bench.ForkFiles.CheckFile;
import anchorbench.data.ImageSet;
import anchorbench.device.EngineDescriptor;
import anchorbench.engine.Probe;
import anchorbench.engine.TimedEngine;
import anchorbench.engine.registry.Engines;
import anchorbench.network.NetworkSpec;
import anchorbench.result.BenchmarkCase;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.BenchmarkRow.OnDevice;
import anchorbench.result.BenchmarkRow.Status;
import anchorbench.result.BenchmarkRow.Timing;
import anchorbench.result.LatencyLog;
import anchorbench.result.RunRecord.EngineEntry;
import anchorbench.result.ScoreUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.options.Options;

/**
 * The rows a run was asked for, and what became of each: a time, a reason why it was skipped, or a
 * reason why it failed. None is lost.
 */
final class Rows {
  private final Set<RowKey> expected = new LinkedHashSet<>();
  private final Map<RowKey, RunResult> timed = new LinkedHashMap<>();
  private final Map<RowKey, String> leftOut = new LinkedHashMap<>();

  /** Rows that their engine has no layers for, and why. */
  private final Map<RowKey, String> refused = new LinkedHashMap<>();

  /** Closed, to be asked about networks, which needs none of their devices. */
  private final Map<String, TimedEngine> asked = new HashMap<>();

  private final Map<RowKey, BenchmarkRow> ofPeers = new LinkedHashMap<>();
  private final Map<String, EngineEntry> engines = new LinkedHashMap<>();

  private final String log;

  /**
   * Asks each engine of the list whether it runs here.
   *
   * @param log where JMH says why a fork failed
   */
  Rows(String log) {
    this.log = log;
    for (String name : Engines.names()) {
      engines.put(
          name,
          switch (BenchmarkCard.probe(name)) {
            case Probe.Absent absent -> new EngineEntry(name, null, absent.reason());
            case Probe.Ready ready -> entryOf(ready.engine());
            case Probe.OnlyTimed timed -> entryOf(timed.engine());
          });
    }
  }

  private EngineEntry entryOf(TimedEngine engine) {
    asked.put(engine.descriptor().name(), engine);
    try (engine) {
      return EngineEntry.ready(engine.descriptor());
    }
  }

  List<EngineEntry> engines() {
    return List.copyOf(engines.values());
  }

  /** These engines, with what is known of all that are ready. */
  Participants participants(List<String> chosen) {
    return new Participants(
        chosen,
        engines.values().stream()
            .filter(engine -> engine.info() != null)
            .collect(Collectors.toMap(EngineEntry::name, EngineEntry::info)));
  }

  /** Whether an engine can be timed. */
  boolean isReady(String engine) {
    return engines.containsKey(engine) && engines.get(engine).absent() == null;
  }

  /**
   * Adds every row that these options stand for.
   *
   * @param chosen training images of the run
   * @throws InputException if a network does not work on its images
   */
  void expect(Options options, ImageSet chosen) {
    for (BenchmarkPlan.Item item : BenchmarkPlan.items(options)) {
      Map<String, String> parameters = item.key().parameters();
      // The peak of a device that is not there is no row of its own.
      if (!item.key().isPeak()
          || isReady(parameters.getOrDefault(RowKey.DEVICE, parameters.get(RowKey.CARD)))) {
        expected.add(item.key());
        ask(item.key(), chosen);
      }
    }
  }

  /** What the engine of a row says of its network: that it does not run it, or how. */
  private void ask(RowKey key, ImageSet chosen) {
    RowNetwork network = RowNetwork.of(key.parameters());
    String name = key.isPeak() ? key.parameters().get(RowKey.DEVICE) : key.engine();
    TimedEngine engine = asked.get(name);
    if (network != null && engine != null) {
      NetworkSpec spec = network.on(chosen);
      engine.refusal(spec).ifPresent(reason -> refused.put(key, reason));
      EngineDescriptor known = engines.get(name).info();
      engines.put(name, EngineEntry.ready(known.with(engine.notes(spec))));
    }
  }

  /** Whether a row's engine has no layers for it. */
  boolean isRefused(RowKey key) {
    return refused.containsKey(key);
  }

  /** Engines of these that run every network of the rows. */
  List<String> withoutRefusals(List<String> names) {
    return names.stream()
        .filter(name -> refused.keySet().stream().noneMatch(key -> key.engine().equals(name)))
        .toList();
  }

  /** Adds a row that JMH is not asked for. */
  void expect(RowKey key) {
    expected.add(key);
  }

  /** An engine that is a process of its own, or why it is none. */
  void know(EngineEntry engine) {
    engines.put(engine.name(), engine);
  }

  /** What such an engine timed. */
  void take(BenchmarkRow row) {
    ofPeers.put(new RowKey(row.kernel(), row.parameters()), row);
  }

  /** Adds results; forks of a row that came in several rounds are put together. */
  void add(Collection<RunResult> results) {
    for (RunResult result : results) {
      timed.merge(RowKey.of(result.getParams()), result, Rows::together);
    }
  }

  /** A row that is not measured at all. */
  void leaveOut(RowKey key, String reason) {
    leftOut.put(key, reason);
  }

  private static RunResult together(RunResult a, RunResult b) {
    List<BenchmarkResult> forks = new ArrayList<>(a.getBenchmarkResults());
    forks.addAll(b.getBenchmarkResults());
    return new RunResult(a.getParams(), forks);
  }

  /** Every row with a time, its forks together. */
  List<RunResult> timed() {
    return List.copyOf(timed.values());
  }

  /**
   * All rows, peaks after the kernel they belong to.
   *
   * @param costs of their cases
   */
  List<BenchmarkRow> rows(ForkFiles files, Costs costs) {
    Map<String, CheckFile> checks = files.checks();
    Map<String, Histogram> latencies = files.latencies();
    Map<String, OnDevice> devices = files.devices();
    Participants all = participants(List.copyOf(engines.keySet()));
    List<BenchmarkRow> rows = new ArrayList<>();
    for (RowKey key : expected) {
      CheckFile check = checks.get(key.tag());
      BenchmarkRow row = row(costs.of(key), key, check);
      if (row.status() == Status.TIMED) {
        Histogram latency = latencies.get(key.tag());
        rows.add(
            new BenchmarkRow(
                row.benchmark(),
                row.engine(),
                row.status(),
                row.note(),
                row.timing().beside(peakMicros(key, row.timing(), all)),
                row.check(),
                latency == null ? row.latency() : LatencyLog.percentiles(latency),
                devices.get(key.tag())));
      } else {
        rows.add(row);
      }
    }
    return rows;
  }

  /** A row with its own times; what is known from elsewhere is added to it. */
  private BenchmarkRow row(BenchmarkCase benchmark, RowKey key, CheckFile check) {
    EngineEntry engine = engines.get(key.engine());
    RunResult result = timed.get(key);
    if (!key.isPeak() && engine == null) {
      return untimed(benchmark, key, Status.SKIPPED, "there is no such engine", null);
    }
    if (!key.isPeak() && engine.absent() != null) {
      return untimed(benchmark, key, Status.SKIPPED, engine.absent(), null);
    }
    if (refused.containsKey(key)) {
      return untimed(benchmark, key, Status.SKIPPED, refused.get(key), null);
    }
    if (result == null && leftOut.containsKey(key)) {
      return untimed(benchmark, key, Status.SKIPPED, leftOut.get(key), null);
    }
    if (ofPeers.containsKey(key)) {
      return ofPeers.get(key).of(benchmark);
    }
    if (result == null) {
      boolean known = check != null && check.failure() != null;
      String reason = known ? check.failure() : "no time was measured; see " + log;
      return untimed(benchmark, key, Status.FAILED, reason, check);
    }
    Result<?> time = result.getPrimaryResult();
    double micros = ScoreUnit.micros(time.getScoreUnit());
    if (result.getParams().getMode() != Mode.AverageTime || Double.isNaN(micros)) {
      String other =
          "measured in mode %s, in %s; a row is a mean time"
              .formatted(result.getParams().getMode().shortLabel(), time.getScoreUnit());
      return untimed(benchmark, key, Status.FAILED, other, check);
    }
    Result<?> beside = result.getSecondaryResults().get(BenchmarkRow.PEAK);
    return new BenchmarkRow(
        benchmark,
        key.engine(),
        Status.TIMED,
        null,
        new Timing(
            time.getScore() * micros,
            samples(result, micros),
            time.getScoreError() * micros,
            beside == null ? Double.NaN : micros(beside)),
        check == null ? null : check.check(),
        null,
        null);
  }

  private static BenchmarkRow untimed(
      BenchmarkCase benchmark, RowKey key, Status status, String reason, CheckFile check) {
    return new BenchmarkRow(
        benchmark,
        key.engine(),
        status,
        reason,
        Timing.NONE,
        check == null ? null : check.check(),
        null,
        null);
  }

  /** What JMH's JSON has as raw data, in microseconds. */
  private static List<List<Double>> samples(RunResult result, double micros) {
    return result.getBenchmarkResults().stream()
        .map(
            fork ->
                fork.getIterationResults().stream()
                    .map(iteration -> iteration.getPrimaryResult().getScore() * micros)
                    .toList())
        .toList();
  }

  /** The time of the row's peak, measured beside it or else as a row of its own; or NaN. */
  private double peakMicros(RowKey key, Timing timing, Participants all) {
    if (!Double.isNaN(timing.peakMicros()) || key.isPeak()) {
      return timing.peakMicros();
    }
    String measuredBy = all.peakEngine(key.engine());
    return timed.entrySet().stream()
        .filter(entry -> entry.getKey().isPeakOf(key, measuredBy))
        .mapToDouble(entry -> micros(entry.getValue().getPrimaryResult()))
        .findFirst()
        .orElse(Double.NaN);
  }

  private static double micros(Result<?> time) {
    return time.getScore() * ScoreUnit.micros(time.getScoreUnit());
  }
}
