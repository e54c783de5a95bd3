package anchorbench.compare;

import anchorbench.device.DeviceClocks;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.BenchmarkRow.Status;
import anchorbench.statistics.ForkMean;
import java.util.ArrayList;
import java.util.List;

/** The samples of a row, from every run that has it. */
final class SampleGroup {
  final List<List<Double>> forks = new ArrayList<>();
  String reason;
  boolean failed;

  /** Whether the machine itself was timed. */
  boolean ceiling;

  /** Time of the row's ceiling, NaN if it has none; of several runs the last one's. */
  double ceilingMicros = Double.NaN;

  /** What makes it another measurement than the other side's, or null. */
  String differs;

  final List<DeviceClocks> clocks = new ArrayList<>();

  void add(BenchmarkRow row) {
    ceiling = row.measuresMachine();
    if (row.status() == Status.TIMED) {
      forks.addAll(row.samples().stream().filter(fork -> !fork.isEmpty()).toList());
      ceilingMicros = row.ceilingMicros();
      if (row.device() != null) {
        clocks.addAll(row.device().clocks());
      }
    } else {
      reason = row.note();
      failed = row.status() == Status.FAILED;
    }
  }

  double mean() {
    return ForkMean.of(forks);
  }

  static boolean hasTimes(SampleGroup side) {
    return side != null && !side.forks.isEmpty();
  }
}
