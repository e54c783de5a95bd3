package anchorbench.engine.cuda;

import anchorbench.device.Device;
import anchorbench.output.UserCache;
import java.util.List;

/**
 * A card made of host memory in the place of this machine's, for rehearsals: {@code
 * -Danchorbench.cuda.stand-in=anchorbench.engine.cuda.HostPlatform}. Everything runs as on a card,
 * and no time of it is a card's.
 */
public final class HostPlatform implements CudaPlatform.StandIn {
  @Override
  public CudaPlatform platform() {
    HostDriver.Faults card = new HostDriver.Faults();
    card.name = Device.STAND_IN + " (no card)";
    HostDriver driver = new HostDriver(card);
    return new CudaPlatform(
        driver,
        new Contexts(driver),
        new HostCompiler(),
        new HostProducts(driver, HostCard.ALL)::ofCurrentContext,
        ConvolutionSource.none("host memory has no cuDNN"),
        UserCache.folder().resolve("host-kernels"),
        List.of());
  }
}
