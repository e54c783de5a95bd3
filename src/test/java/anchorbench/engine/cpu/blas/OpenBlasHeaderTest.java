package anchorbench.engine.cpu.blas;

import anchorbench.foreign.CHeader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenBlasHeaderTest {
  @Test
  void thePrototypesAreThoseOfTheHeader(@TempDir Path scratch) throws Exception {
    CHeader.unpacked(
            scratch, "/org/bytedeco/openblas/linux-x86_64/include", "cblas.h", "openblas_config.h")
        .declares(new Functions("libopenblas", CHeader.nowhere()).prototypes(), scratch);
  }
}
