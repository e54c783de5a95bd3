package anchorbench.engine.cuda;

import anchorbench.engine.DeviceClocks;
import anchorbench.engine.cuda.driver.CudaException;
import anchorbench.engine.cuda.driver.DynamicLibrary;
import anchorbench.engine.cuda.driver.Nvml;
import java.util.Optional;

/** The card's clocks, where the management library is there; figures do without where it is not. */
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
      return Optional.of(new DeviceClocks(nvml.smClock(), nvml.memoryClock()));
    } catch (CudaException e) {
      return Optional.empty();
    }
  }
}
