package anchorbench.engine.cuda.driver;

import anchorbench.foreign.CHeader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverHeaderTest {
  @TempDir Path scratch;

  @Test
  void theDriversPrototypesAreThoseOfItsHeader() throws Exception {
    CudaToolkit.declares(scratch, "cuda.h", new DriverFunctions("libcuda", CHeader.nowhere()));
  }
}
