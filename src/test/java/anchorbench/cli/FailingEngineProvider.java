package anchorbench.cli;

import anchorbench.device.Device;
import anchorbench.device.EngineDescriptor;
import anchorbench.device.Role;
import anchorbench.engine.DeviceException;
import anchorbench.engine.Engine;
import anchorbench.engine.EngineProvider;
import anchorbench.engine.EngineWithTrainers;
import anchorbench.engine.Probe;
import anchorbench.engine.cpu.CpuEngine;
import anchorbench.engine.registry.Engines;
import java.util.List;

/** An engine whose device is lost with a trainer: the processor's, but for that. */
public final class FailingEngineProvider implements EngineProvider {
  static final String NAME = "failing";

  /** One trains; two measure its gradients, behind no epoch and behind the first. */
  private static final int OF_A_TRIAL = 3;

  /** A system property: trainers that there are before; a trial's unless it is set. */
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
    int[] left = {Integer.getInteger(WELL_BEFORE, OF_A_TRIAL)};
    // A name of its own for the device, which messages are about.
    EngineDescriptor info =
        new EngineDescriptor(
            NAME,
            Role.OWN,
            Device.processor("a device that fails"),
            0,
            EngineDescriptor.FLOAT32,
            List.of(),
            List.of());
    Engine failing = new EngineWithTrainers(processor, info, () -> takeOne(left));
    return new Probe.Ready(NAME, failing);
  }

  private static void takeOne(int[] left) {
    if (left[0]-- <= 0 && Boolean.getBoolean(OF_ITSELF)) {
      throw new IllegalStateException("it was the heat");
    }
    if (left[0] < 0) {
      throw new DeviceException("cuStreamSynchronize: CUDA_ERROR_ILLEGAL_ADDRESS (700)");
    }
  }
}
