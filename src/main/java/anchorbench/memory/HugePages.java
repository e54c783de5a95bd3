package anchorbench.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Anonymous memory in 2 MiB pages, where Linux grants them: rows gathered at random miss the TLB
 * far less. The advice must come before the first touch, so this maps memory itself; {@code Arena}
 * would have zeroed it by then.
 */
final class HugePages {
  static final long PAGE = 2 << 20;

  private HugePages() {}

  /** Whether this system has such calls. */
  static boolean areOffered() {
    return System.getProperty("os.name").equals("Linux");
  }

  /**
   * Maps zeroed memory that is unmapped when {@code arena} closes.
   *
   * @return aligned to a huge page
   */
  static MemorySegment map(Arena arena, long bytes) {
    // One page more, to find an aligned start in; untouched pages cost nothing.
    long length = Math.ceilDiv(bytes, PAGE) * PAGE + PAGE;
    long address = MemoryPages.map(length);
    if (address == MemoryPages.REFUSED) {
      throw new OutOfMemoryError("mmap of " + length + " bytes refused");
    }
    long aligned = Math.ceilDiv(address, PAGE) * PAGE;
    MemoryPages.advise(aligned, length - PAGE, MemoryPages.HUGE);
    return MemorySegment.ofAddress(aligned)
        .reinterpret(bytes, arena, _ -> MemoryPages.unmap(address, length));
  }
}
