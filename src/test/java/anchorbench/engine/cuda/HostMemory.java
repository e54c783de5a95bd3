package anchorbench.engine.cuda;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import anchorbench.engine.cuda.driver.CudaException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the host driver hands out as memory of the card and as pinned memory. Every allocation has
 * guard zones and starts out full of garbage.
 */
@SuppressWarnings("MustBeClosedChecker") // closed by address, as a card's memory is
final class HostMemory {
  private static final int GUARD = 256;
  private static final byte GUARD_BYTE = 0x5a;

  /** As float32 a NaN, as int32 far out of any range. */
  private static final byte GARBAGE = (byte) 0xff;

  private static final int INVALID_VALUE = 1;

  private record Allocation(Arena arena, MemorySegment whole, long bytes) {
    long address() {
      return whole.address() + GUARD;
    }
  }

  private final TreeMap<Long, Allocation> allocations = new TreeMap<>();
  private final Map<Long, Arena> pinned = new HashMap<>();
  private long allocated;

  /** Bytes of the card in use. */
  long allocated() {
    return allocated;
  }

  /** What is still allocated: leaks show here. */
  int live() {
    return allocations.size() + pinned.size();
  }

  long allocate(long bytes) {
    Arena arena = Arena.ofShared();
    MemorySegment whole = arena.allocate(bytes + 2 * GUARD, 256);
    whole.fill(GARBAGE);
    whole.asSlice(0, GUARD).fill(GUARD_BYTE);
    whole.asSlice(GUARD + bytes, GUARD).fill(GUARD_BYTE);
    Allocation allocation = new Allocation(arena, whole, bytes);
    allocations.put(allocation.address(), allocation);
    allocated += bytes;
    return allocation.address();
  }

  void free(long address) {
    Allocation allocation = allocations.remove(address);
    if (allocation == null) {
      throw new CudaException(
          "cuMemFree_v2", INVALID_VALUE, "CUDA_ERROR_INVALID_VALUE", "not an allocation");
    }
    allocated -= allocation.bytes;
    allocation.arena.close();
  }

  MemorySegment allocatePinned(long bytes) {
    Arena arena = Arena.ofShared();
    MemorySegment memory = arena.allocate(bytes, 64);
    pinned.put(memory.address(), arena);
    return memory;
  }

  void freePinned(MemorySegment memory) {
    pinned.remove(memory.address()).close();
  }

  boolean isPinned(MemorySegment memory) {
    return pinned.containsKey(memory.address());
  }

  void checkGuards(String after) {
    for (Allocation a : allocations.values()) {
      for (long zone : new long[] {0, GUARD + a.bytes}) {
        for (int i = 0; i < GUARD; i++) {
          if (a.whole.get(JAVA_BYTE, zone + i) != GUARD_BYTE) {
            throw new AssertionError(
                String.format(
                    Locale.ROOT,
                    "%s wrote outside of an allocation of %d bytes, at %d",
                    after,
                    a.bytes,
                    zone + i - GUARD));
          }
        }
      }
    }
  }

  /** Whether an address is in one of the allocations. */
  boolean holds(long address) {
    var found = allocations.floorEntry(address);
    return found != null && address < found.getKey() + found.getValue().bytes;
  }

  /** A copy or fill must stay inside one allocation. */
  void requireInside(long address, long bytes, String what) {
    var found = allocations.floorEntry(address);
    if (found == null || address + bytes > found.getKey() + found.getValue().bytes) {
      throw new AssertionError(what + " of " + bytes + " bytes leaves its allocation");
    }
  }

  /** Memory at an address. */
  static MemorySegment at(long address, long bytes) {
    return MemorySegment.ofAddress(address).reinterpret(bytes);
  }
}
