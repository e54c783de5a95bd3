package anchorbench.engine.cuda.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * The management library, for what a card is doing at the moment. It comes with the driver. Cards
 * and drivers differ in what they tell: each call may be refused alone.
 */
public final class Nvml {
  /** The library's name. */
  public static final String LIBRARY = "libnvidia-ml.so.1";

  private static final int SM_CLOCK = 1;
  private static final int MEMORY_CLOCK = 2;
  private static final int GPU_TEMPERATURE = 0;

  /** {@code nvmlClocksEventReason...}, from the lowest bit up. */
  private static final List<String> THROTTLE_REASONS =
      List.of(
          "gpu idle",
          "application clocks setting",
          "software power cap",
          "hardware slowdown",
          "sync boost",
          "software thermal slowdown",
          "hardware thermal slowdown",
          "hardware power brake",
          "display clock setting");

  /** {@code nvmlReturn_t nvmlDeviceGetClockInfo(nvmlDevice_t, nvmlClockType_t, unsigned *)}. */
  private final MethodHandle getClockInfo;

  /** {@code nvmlReturn_t nvmlDeviceGetPowerUsage(nvmlDevice_t, unsigned *milliwatts)}. */
  private final MethodHandle getPowerUsage;

  /**
   * {@code nvmlReturn_t nvmlDeviceGetTotalEnergyConsumption(nvmlDevice_t, unsigned long long
   * *millijoules)}.
   */
  private final MethodHandle getTotalEnergy;

  /** {@code nvmlReturn_t nvmlDeviceGetTemperature(nvmlDevice_t, sensor, unsigned *celsius)}. */
  private final MethodHandle getTemperature;

  /**
   * {@code nvmlReturn_t nvmlDeviceGetCurrentClocksEventReasons(nvmlDevice_t, unsigned long long
   * *reasons)}; before driver 535 it is called ThrottleReasons.
   */
  private final MethodHandle getThrottleReasons;

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
    getPowerUsage = nvml.status("nvmlDeviceGetPowerUsage", JAVA_LONG, ADDRESS);
    getTotalEnergy = nvml.status("nvmlDeviceGetTotalEnergyConsumption", JAVA_LONG, ADDRESS);
    getTemperature = nvml.status("nvmlDeviceGetTemperature", JAVA_LONG, JAVA_INT, ADDRESS);
    String reasons = "nvmlDeviceGetCurrentClocksEventReasons";
    getThrottleReasons =
        nvml.status(
            nvml.address(reasons) == 0 ? "nvmlDeviceGetCurrentClocksThrottleReasons" : reasons,
            JAVA_LONG,
            ADDRESS);
    check("nvmlInit_v2", () -> (int) init.invokeExact());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment id = arena.allocateFrom(pciBusId);
      device =
          received(
                  "nvmlDeviceGetHandleByPciBusId_v2",
                  JAVA_LONG,
                  into -> (int) byPciBusId.invokeExact(id, into))
              .get(JAVA_LONG, 0);
    }
  }

  private static void check(String call, StatusCall downcall) {
    int status = StatusCall.status(call, downcall);
    if (status != 0) {
      throw new CudaException(call, status, "nvmlReturn_t", "see nvml.h");
    }
  }

  /** A call that leaves its result where it is told to. */
  private interface Receiving {
    int invoke(MemorySegment into) throws Throwable;
  }

  private static MemorySegment received(String call, MemoryLayout layout, Receiving downcall) {
    MemorySegment into = Arena.ofAuto().allocate(layout);
    check(call, () -> downcall.invoke(into));
    return into;
  }

  private static int intOf(String call, Receiving downcall) {
    return received(call, JAVA_INT, downcall).get(ValueLayout.JAVA_INT, 0);
  }

  private static long longOf(String call, Receiving downcall) {
    return received(call, JAVA_LONG, downcall).get(ValueLayout.JAVA_LONG, 0);
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
    return intOf(
        "nvmlDeviceGetClockInfo", into -> (int) getClockInfo.invokeExact(device, type, into));
  }

  /** Watts drawn now. */
  public double powerWatts() {
    return intOf("nvmlDeviceGetPowerUsage", into -> (int) getPowerUsage.invokeExact(device, into))
        / 1e3;
  }

  /** Joules used since the driver was loaded. */
  public double energyJoules() {
    return longOf(
            "nvmlDeviceGetTotalEnergyConsumption",
            into -> (int) getTotalEnergy.invokeExact(device, into))
        / 1e3;
  }

  public int celsius() {
    return intOf(
        "nvmlDeviceGetTemperature",
        into -> (int) getTemperature.invokeExact(device, GPU_TEMPERATURE, into));
  }

  /** Why the clocks are not at their highest; empty if nothing holds them down. */
  public List<String> throttleReasons() {
    return reasons(
        longOf(
            "nvmlDeviceGetCurrentClocksEventReasons",
            into -> (int) getThrottleReasons.invokeExact(device, into)));
  }

  /** The names of a mask's bits; a bit without a name is told by its number. */
  static List<String> reasons(long mask) {
    List<String> reasons = new ArrayList<>();
    for (int bit = 0; bit < Long.SIZE; bit++) {
      if ((mask >> bit & 1) != 0) {
        reasons.add(bit < THROTTLE_REASONS.size() ? THROTTLE_REASONS.get(bit) : "bit " + bit);
      }
    }
    return reasons;
  }
}
