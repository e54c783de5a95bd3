package anchorbench.engine.cuda;

import anchorbench.device.EngineDescriptor.Library;
import anchorbench.engine.cuda.driver.CublasLt;
import anchorbench.engine.cuda.driver.CudaException;
import anchorbench.engine.cuda.driver.Driver;
import anchorbench.engine.cuda.driver.DynamicLibrary;
import anchorbench.engine.cuda.driver.GemmLibrary;
import anchorbench.engine.cuda.driver.KernelCompiler;
import anchorbench.engine.cuda.driver.NativeDriver;
import anchorbench.engine.cuda.driver.Nvrtc;
import anchorbench.output.UserCache;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * What the engine stands on.
 *
 * @param driver initialised
 * @param contexts of its cards
 * @param products made once a context is current
 * @param convolutions by a library, where there is one
 * @param kernelCache folder for compiled kernels
 * @param libraries for the record
 */
record CudaPlatform(
    Driver driver,
    Contexts contexts,
    KernelCompiler compiler,
    Supplier<GemmLibrary> products,
    ConvolutionSource convolutions,
    Path kernelCache,
    List<Library> libraries) {
  /** CUDA 12.0: the oldest whose symbols and libraries are bound. */
  static final int OLDEST_DRIVER = 12_000;

  // CUresult
  private static final int NO_DEVICE = 100;
  private static final int INSUFFICIENT_DRIVER = 35;
  private static final int SYSTEM_NOT_READY = 802;
  private static final int SYSTEM_DRIVER_MISMATCH = 803;
  private static final int STUB_LIBRARY = 34;

  /** Name of a {@link StandIn}, for a rehearsal. */
  static final String STAND_IN = "anchorbench.cuda.stand-in";

  /** A platform to put in the place of this machine's. */
  interface StandIn {
    CudaPlatform platform();
  }

  /** The same with other convolutions. */
  CudaPlatform with(ConvolutionSource others) {
    return new CudaPlatform(driver, contexts, compiler, products, others, kernelCache, libraries);
  }

  private static CudaPlatform found;

  /** Of this machine: found once a process, as its contexts are kept once a process. */
  static synchronized CudaPlatform find() throws CudaAbsent {
    if (found == null) {
      found = search();
    }
    return found;
  }

  private static CudaPlatform search() throws CudaAbsent {
    String standIn = System.getProperty(STAND_IN);
    if (standIn != null) {
      return standIn(standIn);
    }
    if (!System.getProperty("os.name").equals("Linux")) {
      throw new CudaAbsent(
          "the CUDA engine runs on Linux, and this is " + System.getProperty("os.name") + ".");
    }
    DynamicLibrary cuda = openDriver();
    Driver driver = driver(cuda);
    CudaLibraries.Found found = CudaLibraries.find(driver.version() / 1000);
    Nvrtc nvrtc = new Nvrtc(found.nvrtc());
    List<Library> libraries = new ArrayList<>();
    libraries.add(new Library("driver", driverVersion(driver.version()), cuda.path()));
    libraries.add(new Library("NVRTC", nvrtc.version(), nvrtc.path()));
    libraries.add(
        new Library("cuBLASLt", CublasLt.versionOf(found.cublasLt()), found.cublasLt().path()));
    return new CudaPlatform(
        driver,
        new Contexts(driver),
        nvrtc,
        () -> new CublasLt(found.cublasLt()),
        ConvolutionSource.searching(() -> CudnnSearch.find(found.cublasLt())),
        UserCache.folder().resolve("kernels"),
        libraries);
  }

  private static CudaPlatform standIn(String className) throws CudaAbsent {
    try {
      return Class.forName(className)
          .asSubclass(StandIn.class)
          .getDeclaredConstructor()
          .newInstance()
          .platform();
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new CudaAbsent(
          "-D%s=%s is no stand-in (%s). Cure: leave it out, or add the tests' folder to the class path."
              .formatted(STAND_IN, className, e));
    }
  }

  static DynamicLibrary openDriver() throws CudaAbsent {
    try {
      return DynamicLibrary.open(NativeDriver.LIBRARY);
    } catch (DynamicLibrary.NotLoaded e) {
      throw new CudaAbsent(
          "no NVIDIA driver (%s). Cure: install the driver of the card, version 525 or newer."
              .formatted(e.getMessage()));
    }
  }

  /** Bound and initialised. */
  static Driver driver(DynamicLibrary cuda) throws CudaAbsent {
    NativeDriver driver;
    try {
      driver = new NativeDriver(cuda);
    } catch (UnsatisfiedLinkError e) {
      throw new CudaAbsent(
          "the NVIDIA driver is too old (%s). Cure: version 525 or newer."
              .formatted(e.getMessage()));
    }
    initialise(driver);
    return driver;
  }

  /** Initialises a driver and says what is wrong with it, if anything is. */
  static void initialise(Driver driver) throws CudaAbsent {
    try {
      driver.initialise();
    } catch (CudaException e) {
      throw new CudaAbsent(
          switch (e.code()) {
            case NO_DEVICE ->
                "an NVIDIA driver, but no card that it can use ("
                    + e.getMessage()
                    + "). "
                    + VisibleDevices.cure(System.getenv(VisibleDevices.VARIABLE));
            case STUB_LIBRARY ->
                "no NVIDIA driver: the libcuda.so.1 found is a toolkit's stub ("
                    + e.getMessage()
                    + "). Cure: in a container, start it with the NVIDIA container toolkit"
                    + " (docker run --gpus all); else install the driver and take the toolkit's"
                    + " stubs folder out of LD_LIBRARY_PATH.";
            case INSUFFICIENT_DRIVER, SYSTEM_DRIVER_MISMATCH ->
                "the NVIDIA driver's parts do not fit each other ("
                    + e.getMessage()
                    + "). Cure: reinstall the driver and restart.";
            case SYSTEM_NOT_READY ->
                "the card's system is not ready ("
                    + e.getMessage()
                    + "). Cure: start the fabric manager.";
            default -> "the NVIDIA driver does not start (" + e.getMessage() + ").";
          });
    }
    int version = driver.version();
    if (version < OLDEST_DRIVER) {
      throw new CudaAbsent(
          "the NVIDIA driver is too old: it runs up to %s, and 12.0 is needed. Cure: version 525 or newer."
              .formatted(driverVersion(version)));
    }
    if (driver.deviceCount() == 0) {
      throw new CudaAbsent(
          "an NVIDIA driver, but no card. "
              + VisibleDevices.cure(System.getenv(VisibleDevices.VARIABLE)));
    }
  }

  private static String driverVersion(int version) {
    return String.format(Locale.ROOT, "CUDA %d.%d", version / 1000, version % 1000 / 10);
  }
}
