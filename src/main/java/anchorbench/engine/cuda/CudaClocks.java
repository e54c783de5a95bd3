package anchorbench.engine.cuda;

import anchorbench.device.DeviceClocks;
import anchorbench.engine.cuda.driver.CudaException;
import anchorbench.engine.cuda.driver.DynamicLibrary;
import anchorbench.engine.cuda.driver.Nvml;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The card's clocks, power and what holds them down, where the management library is there; figures
 * do without where it is not.
 */
final class CudaClocks {
  private final Nvml nvml;

  CudaClocks(String pciBusId) {
    nvml = open(pciBusId);
  }

  private static Nvml open(String pciBusId) {
    try {
      return new Nvml(DynamicLibrary.open(Nvml.LIBRARY), pciBusId);
    } catch (DynamicLibrary.NotLoaded | UnsatisfiedLinkError | CudaException e) {
      return null;
    }
  }

  Optional<DeviceClocks> now() {
    if (nvml == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new DeviceClocks(
              nvml.smClock(),
              nvml.memoryClock(),
              orNull(nvml::powerWatts),
              orNull(nvml::energyJoules),
              orNull(nvml::celsius),
              orNull(nvml::throttleReasons)));
    } catch (CudaException e) {
      return Optional.empty();
    }
  }

  /** In a line, for notes. */
  static String text(DeviceClocks now) {
    return String.format(
        Locale.ROOT,
        "clocks now %d MHz, memory %d MHz, %s W, %s J since the driver was loaded, %s C, limited"
            + " by %s",
        now.coreMegahertz(),
        now.memoryMegahertz(),
        now.powerWatts(),
        now.energyJoules(),
        now.celsius(),
        now.throttleReasons());
  }

  /** Not every card tells everything. */
  private static <T> T orNull(Supplier<T> told) {
    try {
      return told.get();
    } catch (CudaException | UnsatisfiedLinkError e) {
      return null;
    }
  }
}
