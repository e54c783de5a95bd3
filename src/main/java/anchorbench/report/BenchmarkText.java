package anchorbench.report;

import anchorbench.output.TextTable;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.BenchmarkRow.Status;
import anchorbench.result.RunRecord.EngineEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The benchmark's rows for the terminal. */
public final class BenchmarkText {
  private BenchmarkText() {}

  public static String of(List<EngineEntry> engines, List<BenchmarkRow> rows) {
    return section(new EnginesOfRun(engines), rows).toString();
  }

  /** The table, and below it why rows are no times. */
  static Section section(EnginesOfRun engines, List<BenchmarkRow> rows) {
    TextTable table =
        new TextTable(
            "kernel",
            "parameters",
            "engine",
            "us",
            "±",
            "on device",
            "x fastest",
            "x peak",
            "p50",
            "p99",
            "p99.9",
            "max");
    Map<BenchmarkRow, CaseTimes> works = new HashMap<>();
    CaseTimes.of(engines, rows).forEach(work -> work.rows().forEach(row -> works.put(row, work)));
    Set<String> reasons = new LinkedHashSet<>();
    for (BenchmarkRow row : rows) {
      if (row.status() == Status.TIMED) {
        table.row(timed(row, works.get(row)));
      } else {
        table.row(
            row.kernel(),
            parameters(row),
            row.engine(),
            state(row),
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "");
        reasons.add(reason(row));
      }
    }
    return new Section(
        "Mean time per operation in microseconds (±: half the 99.9 % interval); x fastest: divided"
            + " by the fastest engine's time; x peak: divided by the time of the device's peak for"
            + " the same case, measured in this run",
        table, String.join("", reasons).stripTrailing());
  }

  /**
   * Engines in columns: microseconds, and the ratio to the fastest engine where that is another.
   * Last, the fastest peer: it matters more than how many there are.
   */
  static Section sideBySide(EnginesOfRun engines, List<BenchmarkRow> rows) {
    List<CaseTimes> works = CaseTimes.of(engines, rows);
    List<String> names =
        works.stream()
            .flatMap(w -> w.rows().stream())
            .map(BenchmarkRow::engine)
            .distinct()
            .toList();
    List<String> head = new ArrayList<>(List.of("kernel", "work"));
    boolean peers = works.stream().anyMatch(work -> !peerAgainstOurs(engines, work).isEmpty());
    head.addAll(names);
    head.add("peak");
    if (peers) {
      head.add("fastest peer, x ours");
    }
    TextTable table = new TextTable(head.toArray(String[]::new));
    for (CaseTimes work : works) {
      List<String> cells = new ArrayList<>(List.of(work.kernel(), work.name()));
      names.forEach(engine -> cells.add(beside(work, engine)));
      cells.add(Micros.text(work.peakMicros()));
      if (peers) {
        cells.add(peerAgainstOurs(engines, work));
      }
      table.row(cells.toArray(String[]::new));
    }
    return new Section(
        "Engines side by side: microseconds, and in brackets the ratio to the fastest engine",
        table);
  }

  /** The fastest peer, and how many times our time it takes there: below 1 it is ahead. */
  private static String peerAgainstOurs(EnginesOfRun engines, CaseTimes work) {
    Optional<BenchmarkRow> fastest =
        work.rows().stream().filter(row -> engines.isFloat32Peer(row.engine())).findFirst();
    return fastest
        .flatMap(
            peer ->
                work.rows().stream()
                    .filter(row -> engines.isOwnFloat32(row.engine()))
                    .filter(row -> engines.shareDevice(row.engine(), peer.engine()))
                    .findFirst()
                    .map(ours -> peer.meanMicros() / ours.meanMicros())
                    .map(times -> String.format(Locale.ROOT, "%s (%.2f)", peer.engine(), times)))
        .orElse("");
  }

  private static String beside(CaseTimes work, String engine) {
    return work.of(engine)
        .map(
            row ->
                row.equals(work.fastest())
                    ? Micros.text(row.meanMicros())
                    : "%s (%s)"
                        .formatted(
                            Micros.text(row.meanMicros()), Micros.ratio(work.timesFastest(row))))
        .orElse("");
  }

  private static String state(BenchmarkRow row) {
    return row.status() == Status.SKIPPED ? "skipped" : "FAILED";
  }

  /** A line below the table: once for all rows of an absent engine. */
  private static String reason(BenchmarkRow row) {
    return row.status() == Status.SKIPPED
        ? "skipped, %s: %s%n".formatted(row.engine(), row.note())
        : "FAILED, %s %s on %s: %s%n"
            .formatted(row.kernel(), parameters(row), row.engine(), row.note());
  }

  /**
   * @param work of the row, null for a peak
   */
  private static String[] timed(BenchmarkRow row, CaseTimes work) {
    BenchmarkRow.Latency latency = row.latency();
    return new String[] {
      row.kernel(),
      parameters(row),
      row.engine(),
      Micros.text(row.meanMicros()),
      Micros.text(row.errorMicros()),
      row.device() == null ? "" : Micros.text(row.device().meanMicros()),
      work == null ? "" : String.format(Locale.ROOT, "%.2f", work.timesFastest(row)),
      Double.isNaN(row.peakMicros()) ? "" : String.format(Locale.ROOT, "%.2f", row.timesPeak()),
      latency == null ? "" : Micros.text(latency.p50Micros()),
      latency == null ? "" : Micros.text(latency.p99Micros()),
      latency == null ? "" : Micros.text(latency.p999Micros()),
      latency == null ? "" : Micros.text(latency.maxMicros())
    };
  }

  private static String parameters(BenchmarkRow row) {
    return row.parameters().entrySet().stream()
        .filter(entry -> !entry.getKey().equals("engine"))
        .map(Map.Entry::getValue)
        .collect(Collectors.joining(" "));
  }
}
