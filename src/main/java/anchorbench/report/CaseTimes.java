package anchorbench.report;

import anchorbench.result.BenchmarkRow;
import anchorbench.result.BenchmarkRow.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One case and every engine's time for it.
 *
 * @param name in words
 * @param rows timed, the fastest first
 * @param peakMicros what the processor does at best, NaN if that was not measured
 */
record CaseTimes(String kernel, String name, List<BenchmarkRow> rows, double peakMicros) {

  /** All that was timed by an engine, in the order of the rows. */
  static List<CaseTimes> of(EnginesOfRun engines, List<BenchmarkRow> all) {
    Map<String, List<BenchmarkRow>> works = new LinkedHashMap<>();
    for (BenchmarkRow row : all) {
      if (row.status() == Status.TIMED && !row.measuresMachine()) {
        works
            .computeIfAbsent(row.kernel() + " " + RowName.work(row), k -> new ArrayList<>())
            .add(row);
      }
    }
    return works.values().stream().map(rowsOfOne -> ofOne(engines, rowsOfOne)).toList();
  }

  private static CaseTimes ofOne(EnginesOfRun engines, List<BenchmarkRow> rows) {
    List<BenchmarkRow> fastestFirst =
        rows.stream().sorted(Comparator.comparingDouble(BenchmarkRow::meanMicros)).toList();
    // Our own engine's was measured beside it, the others' in a fork of its own.
    double peak =
        rows.stream()
            .filter(row -> !Double.isNaN(row.peakMicros()) && !engines.isOnCard(row))
            .min(Comparator.comparingInt(row -> engines.isOwnFloat32(row.engine()) ? 0 : 1))
            .map(BenchmarkRow::peakMicros)
            .orElse(Double.NaN);
    return new CaseTimes(
        rows.getFirst().kernel(), RowName.work(rows.getFirst()), fastestFirst, peak);
  }

  BenchmarkRow fastest() {
    return rows.getFirst();
  }

  /** An engine's time for it. */
  Optional<BenchmarkRow> of(String engine) {
    return rows.stream().filter(row -> row.engine().equals(engine)).findFirst();
  }

  /** How many times the fastest's time. */
  double timesFastest(BenchmarkRow row) {
    return row.meanMicros() / fastest().meanMicros();
  }
}
