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
  boolean peak;

  /** Time of the row's peak, NaN if it has none; of several runs the last one's. */
  double peakMicros = Double.NaN;

  /** What makes it another measurement than the other side's, or null. */
  String differs;

  final List<DeviceClocks> clocks = new ArrayList<>();

  void add(BenchmarkRow row) {
    peak = row.measuresMachine();
    if (row.status() == Status.TIMED) {
      forks.addAll(row.samples().stream().filter(fork -> !fork.isEmpty()).toList());
      peakMicros = row.peakMicros();
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
