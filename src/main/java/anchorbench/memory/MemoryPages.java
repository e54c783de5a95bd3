package anchorbench.memory;

import anchorbench.foreign.CTypes;
import anchorbench.foreign.NativeFunction;
import anchorbench.foreign.NativeFunctions;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Linux's calls for pages of one's own: mmap(2) and its kin. */
public final class MemoryPages {
  public static final int READ_EXECUTE = 1 | 4;
  static final int HUGE = 14;

  /** What {@link #map} returns if the system refuses. */
  public static final long REFUSED = -1;

  private static final int READ_WRITE = 1 | 2;
  private static final int PRIVATE_ANONYMOUS = 2 | 0x20;

  /** {@code off_t} is 64 bits wide on 64-bit Linux. */
  private static final CTypes TYPES = CTypes.STANDARD.with(ValueLayout.JAVA_LONG, "off_t");

  private static final Functions LIBC = new Functions();

  static final class Functions extends NativeFunctions {
    final NativeFunction mmap =
        bind("void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset)");
    final NativeFunction munmap = bind("int munmap(void *addr, size_t length)");
    final NativeFunction madvise = bind("int madvise(void *addr, size_t length, int advice)");
    final NativeFunction mprotect = bind("int mprotect(void *addr, size_t length, int prot)");

    Functions() {
      super("the C library", Linker.nativeLinker().defaultLookup(), TYPES);
    }
  }

  private MemoryPages() {}

  /**
   * Zeroed, writable pages, private to this process.
   *
   * @return their address, or {@link #REFUSED}
   */
  public static long map(long length) {
    return LIBC.mmap
        .call(
            f ->
                (MemorySegment)
                    f.invokeExact(
                        MemorySegment.NULL, length, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0L))
        .address();
  }

  /** Gives pages back. */
  static void unmap(long address, long length) {
    MemorySegment pages = MemorySegment.ofAddress(address);
    LIBC.munmap.callInt(f -> (int) f.invokeExact(pages, length));
  }

  /** Advice, which changes nothing but speed if it is refused. */
  static void advise(long address, long length, int advice) {
    MemorySegment pages = MemorySegment.ofAddress(address);
    LIBC.madvise.callInt(f -> (int) f.invokeExact(pages, length, advice));
  }

  /** Whether the pages may from now on be used in that way, and in no other. */
  public static boolean protect(long address, long length, int use) {
    MemorySegment pages = MemorySegment.ofAddress(address);
    return LIBC.mprotect.callInt(f -> (int) f.invokeExact(pages, length, use)) == 0;
  }
}
