package anchorbench.engine.cuda.driver;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import anchorbench.foreign.NativeFunction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
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

  /**
   * {@code nvmlProcessInfo_v2_t}: unsigned pid, unsigned long long usedGpuMemory, unsigned
   * gpuInstanceId, unsigned computeInstanceId.
   */
  private static final StructLayout PROCESS =
      MemoryLayout.structLayout(
          JAVA_INT, MemoryLayout.paddingLayout(4), JAVA_LONG, JAVA_INT, JAVA_INT);

  private static final long PROCESS_MEMORY = 8;

  private final NvmlFunctions nvml;
  private final Calls calls =
      new Calls((call, status) -> new CudaException(call, status, "nvmlReturn_t", "see nvml.h"));
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
  public Nvml(DynamicLibrary library, String pciBusId) {
    nvml = new NvmlFunctions(library.path(), library);
    calls.check(nvml.init, f -> (int) f.invokeExact());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment id = arena.allocateFrom(pciBusId);
      device = calls.longOf(nvml.byPciBusId, (f, into) -> (int) f.invokeExact(id, into));
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
    try (Arena arena = Arena.ofConfined()) {
      // nvmlMemory_t: unsigned long long total, free, used
      MemorySegment into = arena.allocate(JAVA_LONG, 3);
      calls.check(nvml.memoryInfo, f -> (int) f.invokeExact(device, into));
      return new Memory(into.getAtIndex(JAVA_LONG, 1), into.getAtIndex(JAVA_LONG, 0));
    }
  }

  /** Those with a CUDA context there, this one included. */
  public List<ComputeProcess> processes() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(JAVA_INT);
      int status = INSUFFICIENT_SIZE;
      MemorySegment into = MemorySegment.NULL;
      for (int attempt = 0; attempt < TRIES && status == INSUFFICIENT_SIZE; attempt++) {
        int room = count.get(JAVA_INT, 0) + SPARE;
        MemorySegment list = arena.allocate(PROCESS, room);
        count.set(JAVA_INT, 0, room);
        status = nvml.processes.callInt(f -> (int) f.invokeExact(device, count, list));
        into = list;
      }
      calls.check(nvml.processes.name(), status);
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
    return calls.intOf(nvml.clockInfo, (f, into) -> (int) f.invokeExact(device, type, into));
  }

  /** Watts drawn now. */
  public double powerWatts() {
    return told(nvml.powerUsage) / 1e3;
  }

  /** Joules used since the driver was loaded. */
  public double energyJoules() {
    return told(nvml.totalEnergy) / 1e3;
  }

  public int celsius() {
    return calls.intOf(
        nvml.temperature, (f, into) -> (int) f.invokeExact(device, GPU_TEMPERATURE, into));
  }

  /** Why the clocks are not at their highest; empty if nothing holds them down. */
  public List<String> throttleReasons() {
    return reasons(told(nvml.clocksEventReasons));
  }

  /** What a call tells of the card in one number. */
  private long told(NativeFunction function) {
    return calls.longOf(function, (f, into) -> (int) f.invokeExact(device, into));
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
