package anchorbench.experiment;

import anchorbench.device.Device;
import anchorbench.device.EngineDescriptor;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * The time that training takes. Where one thread of a processor trains it is that thread's own,
 * which stands still while somebody else has the processor: trials run side by side, and seldom
 * alone. On an idle machine it is that of the clock on the wall, which counts everywhere else.
 */
interface TrainingClock {
  /** From some moment on; to be asked on the thread that trains. */
  long nanos();

  static TrainingClock of(EngineDescriptor engine) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    boolean alone = engine.device().kind() == Device.Kind.PROCESSOR && engine.threads() == 1;
    return alone && threads.isCurrentThreadCpuTimeSupported()
        ? threads::getCurrentThreadCpuTime
        : System::nanoTime;
  }
}
