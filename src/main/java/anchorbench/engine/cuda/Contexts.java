package anchorbench.engine.cuda;

import anchorbench.engine.cuda.driver.Driver;
import java.util.HashMap;
import java.util.Map;

/**
 * The primary context of each card in use, retained once and never released. The card destroys a
 * primary context with its last release: libraries that still hold something of it - cuBLASLt, a
 * second engine of this process, PyTorch in it - would be left with nothing.
 */
final class Contexts {
  private final Driver driver;
  private final Map<Integer, Context> byDevice = new HashMap<>();

  Contexts(Driver driver) {
    this.driver = driver;
  }

  synchronized Context of(int device) {
    return byDevice.computeIfAbsent(device, each -> new Context(driver, each));
  }
}
