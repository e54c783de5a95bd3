package anchorbench.engine.cuda;

import anchorbench.engine.cuda.driver.ConvolutionLibrary.Pass;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.engine.cuda.driver.Gemm.Epilogue;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;

/** The whole engine on host memory; one engine per card where there are several. */
final class HostCard {
  /** Everything that cuBLASLt may offer. */
  static final Set<Epilogue> ALL = EnumSet.allOf(Epilogue.class);

  /** Compiled once a build, not once a test. */
  private static final Path KERNELS = Path.of("target", "host-kernels");

  final HostDriver driver;
  final HostProducts products;
  final HostConvolutions convolutions;
  private CudaPlatform platform;

  HostCard(Set<Epilogue> offered, HostDriver.Faults faults) {
    this(offered, faults, Set.of());
  }

  /**
   * @param passes that a library of convolutions offers; none: there is no such library
   */
  HostCard(Set<Epilogue> offered, HostDriver.Faults faults, Set<Pass> passes) {
    String missing = HostCompiler.missing();
    Assumptions.assumeTrue(missing == null, missing);
    driver = new HostDriver(faults);
    products = new HostProducts(driver, offered);
    convolutions = new HostConvolutions(driver, passes);
    platform =
        new CudaPlatform(
            driver,
            new Contexts(driver),
            new HostCompiler(),
            products::ofCurrentContext,
            passes.isEmpty()
                ? ConvolutionSource.none("none on this card")
                : ConvolutionSource.of(convolutions::ofCurrentContext),
            KERNELS,
            List.of());
  }

  HostCard(Set<Epilogue> offered) {
    this(offered, new HostDriver.Faults());
  }

  /** The same card with another library of convolutions. */
  HostCard with(ConvolutionSource other) {
    platform = platform.with(other);
    return this;
  }

  CudaPlatform platform() {
    return platform;
  }

  CudaEngine open(Arithmetic arithmetic) {
    return open(arithmetic, 0);
  }

  CudaEngine open(Arithmetic arithmetic, int ordinal) {
    try {
      return CudaEngine.open(platform, arithmetic, ordinal);
    } catch (CudaAbsent e) {
      throw new AssertionError(e);
    }
  }
}
