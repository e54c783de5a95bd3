package anchorbench.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.engine.cuda.driver.CublasLt;
import anchorbench.engine.cuda.driver.CudaException;
import anchorbench.engine.cuda.driver.DynamicLibrary;
import anchorbench.engine.cuda.driver.GemmLibrary;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The real library through our own binding, as far as it goes without a card. */
class CublasLtTest {
  private static DynamicLibrary library;

  @BeforeAll
  static void find() {
    try {
      library = CudaLibraries.find(13).cublasLt();
    } catch (CudaAbsent e) {
      Assumptions.abort(e.getMessage());
    }
  }

  @Test
  void tellsItsVersion() {
    assertTrue(CublasLt.versionOf(library).matches("1[23]\\.\\d+\\.\\d+"));
  }

  /** Every function is there; the first that needs a card is refused by name if there is none. */
  @Test
  void bindsAndRefusesByName() {
    try (GemmLibrary products = new CublasLt(library)) {
      assertTrue(products.version().startsWith("1"));
    } catch (CudaException e) {
      assertTrue(e.getMessage().startsWith("cublasLtCreate: CUBLAS_STATUS_"), e.getMessage());
    }
  }
}
