package anchorbench.engine.cuda.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
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

  private static final int INSUFFICIENT_SIZE = 7;

  /** More may have come between two calls. */
  private static final int SPARE = 8;

  /** Times that the list of processes is asked for before it is given up. */
  private static final int TRIES = 3;

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

  /**
   * {@code nvmlProcessInfo_v2_t}: unsigned pid, unsigned long long usedGpuMemory, unsigned
   * gpuInstanceId, unsigned computeInstanceId.
   */
  private static final StructLayout PROCESS =
      MemoryLayout.structLayout(
          JAVA_INT, MemoryLayout.paddingLayout(4), JAVA_LONG, JAVA_INT, JAVA_INT);

  private static final long PROCESS_MEMORY = 8;

  private final DynamicLibrary nvml;
  private final long device;

  /** Bytes. */
  public record Memory(long free, long total) {}

  /**
   * A process that computes on the card.
   *
   * @param pid on the host: in a container it may be nobody's
   * @param bytes of the card's memory, or {@link #UNKNOWN}
   */
  public record ComputeProcess(int pid, long bytes) {
    /** {@code NVML_VALUE_NOT_AVAILABLE}. */
    public static final long UNKNOWN = -1;
  }

  /**
   * @param pciBusId as the driver gives it
   * @throws CudaException if the library does not know the card
   */
  public Nvml(DynamicLibrary nvml, String pciBusId) {
    this.nvml = nvml;
    // nvmlReturn_t nvmlInit_v2(void)
    MethodHandle init = nvml.status("nvmlInit_v2");
    // nvmlReturn_t nvmlDeviceGetHandleByPciBusId_v2(const char *id, nvmlDevice_t *device)
    MethodHandle byPciBusId = nvml.status("nvmlDeviceGetHandleByPciBusId_v2", ADDRESS, ADDRESS);
    getClockInfo = nvml.status("nvmlDeviceGetClockInfo", JAVA_LONG, JAVA_INT, ADDRESS);
    check("nvmlInit_v2", () -> (int) init.invokeExact());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment id = arena.allocateFrom(pciBusId);
      device =
          longOf(
              "nvmlDeviceGetHandleByPciBusId_v2", into -> (int) byPciBusId.invokeExact(id, into));
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

  private static int intOf(String call, Receiving downcall) {
    return Math.toIntExact(longOf(call, downcall));
  }

  /** Also of 32 bits: the upper half was cleared. */
  private static long longOf(String call, Receiving downcall) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment into = arena.allocate(JAVA_LONG);
      check(call, () -> downcall.invoke(into));
      return into.get(JAVA_LONG, 0);
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

  /** Of the whole card, whoever uses it. */
  public Memory memory() {
    // nvmlReturn_t nvmlDeviceGetMemoryInfo(nvmlDevice_t, nvmlMemory_t *): total, free, used
    MethodHandle getMemoryInfo = nvml.status("nvmlDeviceGetMemoryInfo", JAVA_LONG, ADDRESS);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment into = arena.allocate(JAVA_LONG, 3);
      check("nvmlDeviceGetMemoryInfo", () -> (int) getMemoryInfo.invokeExact(device, into));
      return new Memory(into.getAtIndex(JAVA_LONG, 1), into.getAtIndex(JAVA_LONG, 0));
    }
  }

  /** Those with a CUDA context there, this one included. */
  public List<ComputeProcess> processes() {
    String call = "nvmlDeviceGetComputeRunningProcesses_v3";
    // nvmlReturn_t nvmlDeviceGetComputeRunningProcesses_v3(nvmlDevice_t, unsigned *count,
    //     nvmlProcessInfo_t *)
    MethodHandle getProcesses = nvml.status(call, JAVA_LONG, ADDRESS, ADDRESS);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(JAVA_INT);
      int status = INSUFFICIENT_SIZE;
      MemorySegment into = MemorySegment.NULL;
      for (int attempt = 0; attempt < TRIES && status == INSUFFICIENT_SIZE; attempt++) {
        int room = count.get(JAVA_INT, 0) + SPARE;
        MemorySegment list = arena.allocate(PROCESS, room);
        count.set(JAVA_INT, 0, room);
        status = StatusCall.status(call, () -> (int) getProcesses.invokeExact(device, count, list));
        into = list;
      }
      int last = status;
      check(call, () -> last);
      List<ComputeProcess> found = new ArrayList<>();
      for (int i = 0; i < count.get(JAVA_INT, 0); i++) {
        long at = i * PROCESS.byteSize();
        found.add(
            new ComputeProcess(into.get(JAVA_INT, at), into.get(JAVA_LONG, at + PROCESS_MEMORY)));
      }
      return found;
    }
  }

  private int clock(int type) {
    return intOf(
        "nvmlDeviceGetClockInfo", into -> (int) getClockInfo.invokeExact(device, type, into));
  }

  /** Watts drawn now. */
  public double powerWatts() {
    // nvmlReturn_t nvmlDeviceGetPowerUsage(nvmlDevice_t, unsigned *milliwatts)
    return told("nvmlDeviceGetPowerUsage") / 1e3;
  }

  /** Joules used since the driver was loaded. */
  public double energyJoules() {
    // nvmlReturn_t nvmlDeviceGetTotalEnergyConsumption(nvmlDevice_t, unsigned long long
    // *millijoules)
    return told("nvmlDeviceGetTotalEnergyConsumption") / 1e3;
  }

  public int celsius() {
    // nvmlReturn_t nvmlDeviceGetTemperature(nvmlDevice_t, nvmlTemperatureSensors_t, unsigned *)
    String call = "nvmlDeviceGetTemperature";
    MethodHandle getTemperature = nvml.status(call, JAVA_LONG, JAVA_INT, ADDRESS);
    return intOf(call, into -> (int) getTemperature.invokeExact(device, GPU_TEMPERATURE, into));
  }

  /** Why the clocks are not at their highest; empty if nothing holds them down. */
  public List<String> throttleReasons() {
    // nvmlReturn_t nvmlDeviceGetCurrentClocksEventReasons(nvmlDevice_t, unsigned long long *mask);
    // before driver 535 it is called ThrottleReasons
    String call = "nvmlDeviceGetCurrentClocksEventReasons";
    return reasons(
        told(nvml.address(call) == 0 ? "nvmlDeviceGetCurrentClocksThrottleReasons" : call));
  }

  /** What a call tells of the card in one number. */
  private long told(String call) {
    MethodHandle get = nvml.status(call, JAVA_LONG, ADDRESS);
    return longOf(call, into -> (int) get.invokeExact(device, into));
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
