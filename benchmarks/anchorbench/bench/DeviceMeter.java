package anchorbench.bench;

import anchorbench.engine.DeviceClocks;
import anchorbench.engine.DeviceTimed;
import anchorbench.engine.Engine;
import anchorbench.result.BenchmarkRow;
import java.util.ArrayList;
import java.util.List;

/** Adds up what a device itself says of the measured operations, and looks at its clocks. */
final class DeviceMeter {
  private final Engine engine;
  private final DeviceTimed timed;
  private final List<DeviceClocks> clocks = new ArrayList<>();
  private boolean measuring;
  private double micros;
  private long operations;

  /**
   * @param work what is timed; of the processor's own engines it has no device time
   */
  DeviceMeter(Engine engine, Object work) {
    this.engine = engine;
    timed = work instanceof DeviceTimed device ? device : () -> Double.NaN;
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
      files.writeDevice(new ForkFiles.DeviceFile(row.tag(), new BenchmarkRow.Device(mean, clocks)));
    }
  }
}
