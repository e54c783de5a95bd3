package anchorbench.bench;

import anchorbench.device.Device;
import anchorbench.device.EngineDescriptor;
import anchorbench.device.Role;
import anchorbench.engine.EngineProvider;
import anchorbench.engine.EngineWithTrainers;
import anchorbench.engine.Probe;
import anchorbench.engine.cpu.CpuEngine;
import anchorbench.engine.registry.Engines;
import java.util.List;

/** An engine that nobody has heard of: one class, and one line that names it to the loader. */
public final class AbacusProvider implements EngineProvider {
  static final String NAME = "abacus";
  static final String DEVICE = "a frame of beads";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Probe probe(int threads) {
    EngineDescriptor descriptor =
        new EngineDescriptor(
            NAME,
            Role.PEER,
            Device.processor(DEVICE),
            threads,
            EngineDescriptor.FLOAT32,
            List.of(new EngineDescriptor.Library("beads", "1", "/dev/null")),
            List.of("moved by hand"));
    return new Probe.Ready(
        NAME, new EngineWithTrainers(Engines.open(CpuEngine.NAME, threads), descriptor, () -> {}));
  }
}
