package anchorbench.engine.cpu.machinecode;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.HashMap;
import java.util.Map;

/** Memory that holds functions: written first, then made executable and no longer writable. */
final class ExecutablePages {
  private static final int PAGE = 4096;
  private static final int FUNCTION_ALIGNMENT = 64;
  private static final int PROT_READ_WRITE = 1 | 2;
  private static final int PROT_READ_EXECUTE = 1 | 4;
  private static final int MAP_PRIVATE_ANONYMOUS = 2 | 0x20;

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
    makeExecutable(pages.address(), length);
    return starts;
  }

  private static int aligned(int length) {
    return Math.ceilDiv(length, FUNCTION_ALIGNMENT) * FUNCTION_ALIGNMENT;
  }

  /** {@code void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset)}. */
  private static long mapWritable(long length) {
    ValueLayout.OfLong size = ValueLayout.JAVA_LONG;
    ValueLayout.OfInt integer = ValueLayout.JAVA_INT;
    MethodHandle mmap =
        bind("mmap", FunctionDescriptor.of(size, size, size, integer, integer, integer, size));
    long address;
    try {
      address = (long) mmap.invokeExact(0L, length, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0L);
    } catch (Throwable e) {
      throw new AssertionError("mmap", e);
    }
    if (address == -1) {
      throw new UnsupportedOperationException("mmap of " + length + " bytes refused");
    }
    return address;
  }

  /** {@code int mprotect(void *addr, size_t len, int prot)}. */
  private static void makeExecutable(long address, long length) {
    ValueLayout.OfLong size = ValueLayout.JAVA_LONG;
    ValueLayout.OfInt integer = ValueLayout.JAVA_INT;
    MethodHandle mprotect = bind("mprotect", FunctionDescriptor.of(integer, size, size, integer));
    int status;
    try {
      status = (int) mprotect.invokeExact(address, length, PROT_READ_EXECUTE);
    } catch (Throwable e) {
      throw new AssertionError("mprotect", e);
    }
    if (status != 0) {
      throw new UnsupportedOperationException("the system grants no executable memory (mprotect)");
    }
  }

  private static MethodHandle bind(String name, FunctionDescriptor type) {
    SymbolLookup libc = Linker.nativeLinker().defaultLookup();
    return Linker.nativeLinker().downcallHandle(libc.findOrThrow(name), type);
  }
}
