package anchorbench.cli;

import anchorbench.engine.DeviceException;
import anchorbench.engine.Engine;
import anchorbench.engine.EngineInfo;
import anchorbench.engine.EngineProvider;
import anchorbench.engine.Engines;
import anchorbench.engine.Probe;
import anchorbench.engine.cpu.CpuEngine;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;

/** An engine whose device is lost with a trainer: the processor's, but for that. */
public final class FailingEngineProvider implements EngineProvider {
  static final String NAME = "failing";

  /** A system property: trainers that there are before; 1 unless it is set. */
  static final String WELL_BEFORE = "anchorbench.test.wellBefore";

  /** A system property: it is not the device that fails. */
  static final String OF_ITSELF = "anchorbench.test.ofItself";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Probe probe(int threads) {
    Engine processor = Engines.open(CpuEngine.NAME, threads);
    int[] left = {Integer.getInteger(WELL_BEFORE, 1)};
    Engine failing =
        (Engine)
            Proxy.newProxyInstance(
                Engine.class.getClassLoader(),
                new Class<?>[] {Engine.class},
                (proxy, method, arguments) -> {
                  switch (method.getName()) {
                    case "equals" -> {
                      return Proxy.isProxyClass(arguments[0].getClass());
                    }
                    case "info" -> {
                      return new EngineInfo(NAME, "a device", 0, "float32", List.of(), List.of());
                    }
                    case "device" -> {
                      return "a device that fails";
                    }
                    case "newTrainer" -> {
                      if (left[0]-- <= 0 && Boolean.getBoolean(OF_ITSELF)) {
                        throw new IllegalStateException("it was the heat");
                      }
                      if (left[0] < 0) {
                        throw new DeviceException(
                            "cuStreamSynchronize: CUDA_ERROR_ILLEGAL_ADDRESS (700)");
                      }
                    }
                    default -> {}
                  }
                  try {
                    return method.invoke(processor, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    return new Probe.Ready(NAME, failing);
  }
}
