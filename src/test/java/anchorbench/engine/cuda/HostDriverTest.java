package anchorbench.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.engine.cuda.driver.CudaException;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.engine.cuda.driver.Grid;
import anchorbench.engine.cuda.driver.KernelArguments;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The stand-in refuses what a box of two cards would refuse, or get wrong without a word. */
class HostDriverTest {
  private static final int INVALID_HANDLE = 400;

  private final HostDriver.Faults faults = new HostDriver.Faults();
  private HostCard box;
  private Context first;
  private Context second;

  @BeforeEach
  void openBoth() {
    faults.devices = 2;
    box = new HostCard(HostCard.ALL, faults);
    first = box.platform().contexts().of(0);
    second = box.platform().contexts().of(1);
  }

  private static void assertRefused(Runnable call) {
    assertEquals(INVALID_HANDLE, assertThrows(CudaException.class, call::run).code());
  }

  @Test
  void handlesOfOneContextAreRefusedInAnother() {
    long stream = first.driver().createStream();
    long event = first.driver().createEvent();
    long own = second.driver().createStream();
    assertRefused(() -> second.driver().synchronise(stream));
    assertRefused(() -> second.driver().record(event, own));
    assertRefused(() -> second.driver().waitFor(own, event));
    assertRefused(() -> second.driver().fill(second.driver().allocate(8), (byte) 0, 8, stream));
    assertRefused(() -> second.driver().beginCapture(stream));
    assertRefused(() -> second.driver().destroyStream(stream));
    first.driver().synchronise(stream);
    second.driver().synchronise(own);
  }

  @Test
  void memoryOfOneCardIsNotTheOthers() {
    long address = first.driver().allocate(64);
    long stream = second.driver().createStream();
    assertThrows(AssertionError.class, () -> second.driver().fill(address, (byte) 0, 64, stream));
    assertEquals(1, assertThrows(CudaException.class, () -> second.driver().free(address)).code());
    first.driver().free(address);
  }

  @Test
  void aKernelOfOneContextIsNotLaunchedInAnotherNorGivenItsMemory() throws CudaAbsent {
    byte[] image =
        new KernelCache(box.platform().kernelCache(), box.platform().compiler())
            .compiled("neighbours", "", "--gpu-architecture=sm_80", "--std=c++17");
    assertTrue(image.length > 0);
    long function = first.driver().function(first.driver().loadModule(image), "squared_norms");
    long stream = second.driver().createStream();
    Grid grid = new Grid(1, 1, 32, 1);
    assertRefused(() -> second.driver().launch(function, grid, stream, new KernelArguments()));
    long foreign = second.driver().allocate(64);
    long own = first.driver().createStream();
    assertThrows(
        AssertionError.class,
        () ->
            first.driver().launch(function, grid, own, new KernelArguments().pointer(foreign + 8)));
  }

  @Test
  void aFaultIsOfItsCardAlone() {
    faults.ofCard.put(1, new HostDriver.Faults());
    HostCard other = new HostCard(HostCard.ALL, faults);
    faults.ofCard.get(1).memory = 1 << 20;
    Context small = other.platform().contexts().of(1);
    assertThrows(CudaException.class, () -> small.driver().allocate(2 << 20));
    Context large = other.platform().contexts().of(0);
    large.driver().free(large.driver().allocate(2 << 20));
  }

  @Test
  void productsBelongToTheCardTheyWereMadeFor() {
    CudaEngine engine = box.open(Arithmetic.FLOAT32, 0);
    second.driver();
    assertThrows(AssertionError.class, () -> engine.products().prepare(null, 0, 0, 0));
    engine.close();
  }
}
