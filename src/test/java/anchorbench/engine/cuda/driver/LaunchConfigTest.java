package anchorbench.engine.cuda.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import anchorbench.engine.cuda.HostCompiler;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaunchConfigTest {
  private static final int FIELDS = 11;

  @Test
  void aCompilerFindsEveryFieldWhereItBelongs(@TempDir Path folder) throws Throwable {
    String library = HostCompiler.library("launch_config_stub.c", folder, "launch_config.so");
    try (Arena arena = Arena.ofConfined()) {
      MethodHandle read =
          Linker.nativeLinker()
              .downcallHandle(
                  SymbolLookup.libraryLookup(library, arena).findOrThrow("read_config"),
                  FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
      MemorySegment found = arena.allocate(JAVA_LONG, FIELDS);
      Grid grid = new Grid(15, 8, 512, 1, 93_440);
      read.invokeExact(LaunchConfig.early(arena, grid, 0x7f00_1234_5678L), found);
      assertArrayEquals(
          new long[] {15, 8, 1, 512, 1, 1, 93_440, 0x7f00_1234_5678L, 1, 6, 1},
          found.toArray(JAVA_LONG));
    }
  }
}
