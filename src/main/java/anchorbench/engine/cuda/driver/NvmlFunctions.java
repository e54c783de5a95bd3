package anchorbench.engine.cuda.driver;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import anchorbench.foreign.CTypes;
import anchorbench.foreign.NativeFunction;
import anchorbench.foreign.NativeFunctions;
import java.lang.foreign.SymbolLookup;

/** What is called of {@code nvml.h}; what a driver lacks is absent alone. */
final class NvmlFunctions extends NativeFunctions {
  private static final CTypes TYPES =
      CTypes.STANDARD
          .with(JAVA_INT, "nvmlReturn_t", "nvmlClockType_t", "nvmlTemperatureSensors_t")
          .with(JAVA_LONG, "nvmlDevice_t");

  final NativeFunction init = bind("nvmlReturn_t nvmlInit_v2(void)");
  final NativeFunction byPciBusId =
      bind("nvmlReturn_t nvmlDeviceGetHandleByPciBusId_v2(const char *id, nvmlDevice_t *device)");
  final NativeFunction clockInfo =
      bindIfThere(
          "nvmlReturn_t nvmlDeviceGetClockInfo(nvmlDevice_t device, nvmlClockType_t type, unsigned"
              + " int *megahertz)");
  final NativeFunction memoryInfo =
      bindIfThere(
          "nvmlReturn_t nvmlDeviceGetMemoryInfo(nvmlDevice_t device, nvmlMemory_t *memory)");
  final NativeFunction processes =
      bindIfThere(
          "nvmlReturn_t nvmlDeviceGetComputeRunningProcesses_v3(nvmlDevice_t device, unsigned int"
              + " *count, nvmlProcessInfo_t *processes)");
  final NativeFunction powerUsage =
      bindIfThere(
          "nvmlReturn_t nvmlDeviceGetPowerUsage(nvmlDevice_t device, unsigned int *milliwatts)");
  final NativeFunction totalEnergy =
      bindIfThere(
          "nvmlReturn_t nvmlDeviceGetTotalEnergyConsumption(nvmlDevice_t device, unsigned long long"
              + " *millijoules)");
  final NativeFunction temperature =
      bindIfThere(
          "nvmlReturn_t nvmlDeviceGetTemperature(nvmlDevice_t device, nvmlTemperatureSensors_t"
              + " sensor, unsigned int *celsius)");

  /** Newer than drivers before 535. */
  final NativeFunction clocksEventReasons =
      bindIfThere(
          "nvmlReturn_t nvmlDeviceGetCurrentClocksEventReasons(nvmlDevice_t device, unsigned long"
              + " long *mask)",
          "nvmlDeviceGetCurrentClocksThrottleReasons");

  /**
   * @throws UnsatisfiedLinkError if the library knows no cards
   */
  NvmlFunctions(String library, SymbolLookup symbols) {
    super(library, symbols, TYPES);
  }
}
