package anchorbench.engine.cpu.machinecode;

import anchorbench.memory.MemoryPages;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;

/** Memory that holds functions: written first, then made executable and no longer writable. */
final class ExecutablePages {
  private static final int PAGE = 4096;
  private static final int FUNCTION_ALIGNMENT = 64;

  private ExecutablePages() {}

  /**
   * Maps functions until the JVM ends.
   *
   * @param functions machine code by name
   * @return start of each function
   * @throws UnsupportedOperationException if the system refuses
   */
  static Map<String, MemorySegment> map(Map<String, byte[]> functions) {
    int bytes = functions.values().stream().mapToInt(code -> aligned(code.length)).sum();
    long length = Math.ceilDiv(bytes, PAGE) * (long) PAGE;
    MemorySegment pages = MemorySegment.ofAddress(mapWritable(length)).reinterpret(length);
    Map<String, MemorySegment> starts = new HashMap<>();
    int next = 0;
    for (Map.Entry<String, byte[]> function : functions.entrySet()) {
      byte[] code = function.getValue();
      MemorySegment.copy(code, 0, pages, ValueLayout.JAVA_BYTE, next, code.length);
      starts.put(function.getKey(), pages.asSlice(next));
      next += aligned(code.length);
    }
    if (!MemoryPages.protect(pages.address(), length, MemoryPages.READ_EXECUTE)) {
      throw new UnsupportedOperationException("the system grants no executable memory (mprotect)");
    }
    return starts;
  }

  private static int aligned(int length) {
    return Math.ceilDiv(length, FUNCTION_ALIGNMENT) * FUNCTION_ALIGNMENT;
  }

  private static long mapWritable(long length) {
    long address = MemoryPages.map(length);
    if (address == MemoryPages.REFUSED) {
      throw new UnsupportedOperationException("mmap of " + length + " bytes refused");
    }
    return address;
  }
}
