package anchorbench.memory;

import anchorbench.foreign.CHeader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class MemoryPagesHeaderTest {
  @Test
  @EnabledOnOs(OS.LINUX)
  void thePrototypesAreThoseOfTheHeader(@TempDir Path scratch) throws Exception {
    new CHeader("sys/mman.h").declares(new MemoryPages.Functions().prototypes(), scratch);
  }
}
