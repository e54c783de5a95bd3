package anchorbench.engine.cuda.driver;

import anchorbench.foreign.CHeader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The libraries beside the driver against their headers, which not every toolkit has. */
class CudaHeadersTest {
  @TempDir Path scratch;

  @Test
  void nvrtcsPrototypesAreThoseOfItsHeader() throws Exception {
    CudaToolkit.declares(scratch, "nvrtc.h", new NvrtcFunctions("libnvrtc", CHeader.nowhere()));
  }

  @Test
  void cublasLtsPrototypesAreThoseOfItsHeader() throws Exception {
    CudaToolkit.declares(
        scratch, "cublasLt.h", new CublasLtFunctions("libcublasLt", CHeader.nowhere()));
  }

  @Test
  void nvmlsPrototypesAreThoseOfItsHeader() throws Exception {
    CudaToolkit.declares(scratch, "nvml.h", new NvmlFunctions("libnvidia-ml", CHeader.nowhere()));
  }
}
