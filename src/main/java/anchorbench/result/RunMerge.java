package anchorbench.result;

import anchorbench.IncomparableException;
import anchorbench.InputException;
import anchorbench.experiment.Experiment;
import anchorbench.machine.Machine;
import anchorbench.result.RunRecord.EngineEntry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Records of one machine, one build and one set of images put together into one: what several
 * commands measured in one visit. A row that was measured more than once is that of the last
 * folder.
 */
public final class RunMerge {
  private final List<Path> folders;
  private final List<RunRecord> runs;
  private final Map<String, BenchmarkRow> rows = new LinkedHashMap<>();
  private final List<String> replaced = new ArrayList<>();

  private RunMerge(List<Path> folders) {
    this.folders = List.copyOf(folders);
    runs = folders.stream().map(RunReader::read).toList();
  }

  /**
   * Reads the records and makes sure that they may stand in one.
   *
   * @throws InputException if one of them is a rehearsal's, or two have an experiment
   * @throws IncomparableException if they are of different machines, builds or images
   */
  public static RunMerge of(List<Path> folders) {
    RunMerge merge = ofAny(folders);
    for (int i = 0; i < folders.size(); i++) {
      merge.refuseStandIn(folders.get(i), merge.runs.get(i));
    }
    return merge;
  }

  /** As {@link #of}, of a rehearsal too: the mark stays in what comes of it. */
  public static RunMerge ofAny(List<Path> folders) {
    RunMerge merge = new RunMerge(folders);
    for (int i = 0; i < folders.size(); i++) {
      merge.requireSame(i);
      merge.add(merge.runs.get(i));
    }
    merge.experiment();
    return merge;
  }

  private void refuseStandIn(Path folder, RunRecord run) {
    for (EngineEntry engine : run.engines()) {
      if (engine.info() != null && engine.info().device().standsIn()) {
        throw new InputException(
            "%s: a rehearsal, engine %s ran on %s; only what was measured on a card is merged"
                .formatted(folder, engine.name(), engine.info().device().name()));
      }
    }
  }

  private void requireSame(int i) {
    RunRecord first = runs.getFirst();
    RunRecord other = runs.get(i);
    same(i, "machines", headline(first.machine()), headline(other.machine()));
    same(i, "builds", first.build(), other.build());
    if (!first.images().areThoseOf(other.images())) {
      same(i, "images", first.images().sha256(), other.images().sha256());
    }
    cards(first)
        .forEach(
            (engine, card) ->
                same(i, "devices of engine " + engine, card, cards(other).get(engine)));
  }

  /** Whatever flags a command had, the machine is the same. */
  private static String headline(Machine machine) {
    return machine.headline();
  }

  /** The device of each engine that ran. */
  private static Map<String, String> cards(RunRecord run) {
    return run.engines().stream()
        .filter(engine -> engine.info() != null)
        .collect(
            Collectors.toMap(
                EngineEntry::name, engine -> engine.info().device().name(), (a, b) -> b));
  }

  private void same(int i, String what, Object first, Object other) {
    if (other != null && !first.equals(other)) {
      throw new IncomparableException(
          "the %s differ: %s in %s and %s in %s"
              .formatted(what, first, folders.getFirst(), other, folders.get(i)));
    }
  }

  private void add(RunRecord run) {
    for (BenchmarkRow row : run.benchmarks()) {
      String name = row.engine() + " " + row.tag();
      BenchmarkRow before = rows.get(name);
      // A reason never takes the place of a time.
      if (before == null || row.status() == BenchmarkRow.Status.TIMED) {
        rows.put(name, row);
      }
      if (before != null
          && before.status() == BenchmarkRow.Status.TIMED
          && row.status() == BenchmarkRow.Status.TIMED) {
        replaced.add(name);
      }
    }
  }

  private Experiment.Outcome experiment() {
    Experiment.Outcome only = null;
    for (int i = 0; i < runs.size(); i++) {
      Experiment.Outcome each = runs.get(i).experiment();
      if (each != null && only != null) {
        throw new InputException(
            folders.get(i) + ": a second experiment; a record has one, so leave one folder out");
      }
      only = each == null ? only : each;
    }
    return only;
  }

  /** Rows that were measured more than once. */
  public List<String> replaced() {
    return List.copyOf(replaced);
  }

  /** The one record. */
  public RunRecord record() {
    RunRecord last = runs.getLast();
    return new RunRecord(
        RunRecord.SCHEMA,
        RunRecord.VERSION,
        last.build(),
        Instant.now().toString(),
        runs.stream().map(RunRecord::command).distinct().collect(Collectors.joining("; ")),
        last.machine(),
        last.images(),
        engines(),
        experiment(),
        List.copyOf(rows.values()));
  }

  /** Each once; ready where one record found it ready. */
  private List<EngineEntry> engines() {
    Map<String, EngineEntry> engines = new LinkedHashMap<>();
    for (RunRecord run : runs) {
      for (EngineEntry engine : run.engines()) {
        engines.merge(engine.name(), engine, (a, b) -> b.info() == null ? a : b);
      }
    }
    return List.copyOf(engines.values());
  }

  /** The raw files of all folders, put together in {@code out}. */
  public void writeRaw(Path out) {
    RawFiles.merge(folders, out);
  }
}
