package anchorbench.report;

import anchorbench.output.TextTable;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.BenchmarkRow.Status;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The benchmark's rows for the terminal. */
public final class BenchmarkText {
  private BenchmarkText() {}

  public static String of(List<BenchmarkRow> rows) {
    TextTable table =
        new TextTable(
            "kernel", "parameters", "engine", "us", "±", "x ceiling", "p50", "p99", "p99.9", "max");
    for (BenchmarkRow row : rows) {
      if (row.status() == Status.TIMED) {
        table.row(timed(row));
      } else {
        table.row(row.kernel(), parameters(row), row.engine(), reason(row), "", "", "", "", "", "");
      }
    }
    return "Mean time of an operation in microseconds (±: 99.9 % interval); x ceiling: times what"
        + " the machine does at best\n"
        + table;
  }

  private static String reason(BenchmarkRow row) {
    return (row.status() == Status.SKIPPED ? "skipped: " : "FAILED: ") + row.note();
  }

  private static String[] timed(BenchmarkRow row) {
    BenchmarkRow.Latency latency = row.latency();
    return new String[] {
      row.kernel(),
      parameters(row),
      row.engine(),
      micros(row.meanMicros()),
      micros(row.errorMicros()),
      Double.isNaN(row.ceilingMicros())
          ? ""
          : String.format(Locale.ROOT, "%.2f", row.timesCeiling()),
      latency == null ? "" : micros(latency.p50Micros()),
      latency == null ? "" : micros(latency.p99Micros()),
      latency == null ? "" : micros(latency.p999Micros()),
      latency == null ? "" : micros(latency.maxMicros())
    };
  }

  private static String parameters(BenchmarkRow row) {
    return row.parameters().entrySet().stream()
        .filter(entry -> !entry.getKey().equals("engine"))
        .map(Map.Entry::getValue)
        .collect(Collectors.joining(" "));
  }

  private static String micros(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    return String.format(Locale.ROOT, value < 1000 ? "%.1f" : "%,.0f", value);
  }
}
