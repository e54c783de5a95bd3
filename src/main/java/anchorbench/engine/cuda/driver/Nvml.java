package anchorbench.engine.cuda.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The management library, for the clocks of the moment. It comes with the driver. */
public final class Nvml {
  /** The library's name. */
  public static final String LIBRARY = "libnvidia-ml.so.1";

  private static final int SM_CLOCK = 1;
  private static final int MEMORY_CLOCK = 2;

  /** {@code nvmlReturn_t nvmlDeviceGetClockInfo(nvmlDevice_t, nvmlClockType_t, unsigned *)}. */
  private final MethodHandle getClockInfo;

  private final long device;

  /**
   * @param pciBusId as the driver gives it
   * @throws CudaException if the library does not know the card
   */
  public Nvml(DynamicLibrary nvml, String pciBusId) {
    // nvmlReturn_t nvmlInit_v2(void)
    MethodHandle init = nvml.status("nvmlInit_v2");
    // nvmlReturn_t nvmlDeviceGetHandleByPciBusId_v2(const char *id, nvmlDevice_t *device)
    MethodHandle byPciBusId = nvml.status("nvmlDeviceGetHandleByPciBusId_v2", ADDRESS, ADDRESS);
    getClockInfo = nvml.status("nvmlDeviceGetClockInfo", JAVA_LONG, JAVA_INT, ADDRESS);
    check("nvmlInit_v2", () -> (int) init.invokeExact());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment into = arena.allocate(JAVA_LONG);
      MemorySegment id = arena.allocateFrom(pciBusId);
      check("nvmlDeviceGetHandleByPciBusId_v2", () -> (int) byPciBusId.invokeExact(id, into));
      device = into.get(JAVA_LONG, 0);
    }
  }

  private static void check(String call, StatusCall downcall) {
    int status = StatusCall.status(call, downcall);
    if (status != 0) {
      throw new CudaException(call, status, "nvmlReturn_t", "see nvml.h");
    }
  }

  /** MHz of the multiprocessors now. */
  public int smClock() {
    return clock(SM_CLOCK);
  }

  /** MHz of the memory now. */
  public int memoryClock() {
    return clock(MEMORY_CLOCK);
  }

  private int clock(int type) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment into = arena.allocate(JAVA_INT);
      check("nvmlDeviceGetClockInfo", () -> (int) getClockInfo.invokeExact(device, type, into));
      return into.get(JAVA_INT, 0);
    }
  }
}
