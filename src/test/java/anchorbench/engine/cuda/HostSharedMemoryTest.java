package anchorbench.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.engine.cuda.driver.CudaException;
import anchorbench.engine.cuda.driver.Driver;
import anchorbench.engine.cuda.driver.Grid;
import anchorbench.engine.cuda.driver.KernelArguments;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dynamic shared memory on the host driver: its limits are a card's, its contents are hostile. */
class HostSharedMemoryTest {
  /** Writes one number at `at`, and what block 1 found at `at` before. */
  private static final String SOURCE =
      """
      extern "C" __global__ void put(int at, int *found) {
        DYNAMIC_SHARED(int, memory);
        if (blockIdx.x == 1) {
          *found = memory[at];
        }
        memory[at] = 42;
      }
      """;

  private static byte[] image;

  private final HostDriver.Faults faults = new HostDriver.Faults();
  private HostDriver driver;
  private Context context;
  private Stream stream;
  private DeviceBuffer found;
  private long module;
  private long put;

  @BeforeAll
  static void compile() {
    String missing = HostCompiler.missing();
    Assumptions.assumeTrue(missing == null, missing);
    image = new HostCompiler().compile(SOURCE, "put");
  }

  @BeforeEach
  void load() {
    driver = new HostDriver(faults);
    context = new Context(driver, 0);
    stream = new Stream(context);
    found = DeviceBuffer.ints(context, stream, "a test", 1);
    module = context.driver().loadModule(image);
    put = context.driver().function(module, "put");
  }

  @AfterEach
  void giveBack() {
    found.close();
    stream.close();
    driver.unloadModule(module);
  }

  private void launch(int sharedBytes, int at) {
    stream.launch(
        put,
        new Grid(2, 1, 1, 1, sharedBytes),
        new KernelArguments().integer(at).pointer(found.address()));
    stream.synchronise();
  }

  @Test
  void everyBlockFindsGarbage() {
    launch(64, 15);
    assertArrayEquals(new int[] {-1}, found.readInts(stream, 0, 1));
  }

  @Test
  void writingBehindTheEndIsSeen() {
    AssertionError outside = assertThrows(AssertionError.class, () -> launch(64, 16));
    assertEquals("put wrote outside of its dynamic shared memory", outside.getMessage());
  }

  @Test
  void writingBeforeTheBeginningIsSeen() {
    assertThrows(AssertionError.class, () -> launch(64, -1));
  }

  @Test
  void moreThanAFewKilobytesMustBeAskedFor() {
    launch(48 << 10, 0);
    CudaException refusal = assertThrows(CudaException.class, () -> launch((48 << 10) + 4, 0));
    assertTrue(refusal.getMessage().contains("CUDA_ERROR_INVALID_VALUE"), refusal.getMessage());
    driver.setFunctionAttribute(put, Driver.MOST_DYNAMIC_SHARED_BYTES, 99 << 10);
    launch(99 << 10, (99 << 10) / 4 - 1);
    assertThrows(CudaException.class, () -> launch((99 << 10) + 4, 0));
  }

  @Test
  void noBlockGetsMoreThanTheCardGives() {
    faults.sharedOptIn = 64 << 10;
    driver.setFunctionAttribute(put, Driver.MOST_DYNAMIC_SHARED_BYTES, 64 << 10);
    assertThrows(
        CudaException.class,
        () -> driver.setFunctionAttribute(put, Driver.MOST_DYNAMIC_SHARED_BYTES, (64 << 10) + 1));
  }
}
