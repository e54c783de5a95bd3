package anchorbench.bench;

import anchorbench.device.DeviceClocks;
import anchorbench.engine.DeviceTimed;
import anchorbench.engine.TimedEngine;
import anchorbench.result.BenchmarkRow;
import java.util.ArrayList;
import java.util.List;

/** Adds up what a device itself says of the measured operations, and looks at its clocks. */
final class DeviceMeter {
  private final TimedEngine engine;
  private final DeviceTimed timed;
  private final List<DeviceClocks> clocks = new ArrayList<>();
  private boolean measuring;
  private double micros;
  private long operations;

  /**
   * @param work what is timed; of the processor's own engines it has no device time
   */
  DeviceMeter(TimedEngine engine, DeviceTimed work) {
    this.engine = engine;
    timed = work;
  }

  void startIteration(boolean measured) {
    measuring = measured;
  }

  /** After a call that blocked, of {@code count} operations. */
  void add(int count) {
    if (measuring) {
      micros += timed.deviceMicros();
      operations += count;
    }
  }

  void endIteration() {
    if (measuring) {
      engine.clocks().ifPresent(clocks::add);
    }
  }

  /** Leaves the mean for the parent, if there is one to leave. */
  void write(RowKey row) {
    ForkFiles files = ForkFiles.ofThisFork();
    double mean = micros / operations;
    if (files != null && !Double.isNaN(mean)) {
      files.writeDevice(
          new ForkFiles.DeviceFile(row.tag(), new BenchmarkRow.OnDevice(mean, clocks)));
    }
  }
}
