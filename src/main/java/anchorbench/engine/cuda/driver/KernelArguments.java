package anchorbench.engine.cuda.driver;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A kernel's arguments as C lays them out. A driver has copied them when a launch returns. */
public final class KernelArguments {
  private static final int SLOT = 8;
  private static final int MAX = 16;

  private final long[] bits = new long[MAX];
  private final int[] bytes = new int[MAX];
  private int count;

  public KernelArguments pointer(long address) {
    return add(address, Long.BYTES);
  }

  public KernelArguments integer(int value) {
    return add(value, Integer.BYTES);
  }

  public KernelArguments longInteger(long value) {
    return add(value, Long.BYTES);
  }

  public KernelArguments real(float value) {
    return add(Float.floatToRawIntBits(value), Float.BYTES);
  }

  private KernelArguments add(long value, int size) {
    bits[count] = value;
    bytes[count++] = size;
    return this;
  }

  /** Bytes that {@link #write} needs. */
  public long size() {
    return 2L * SLOT * count;
  }

  /**
   * Writes {@code void *[count]} followed by the values it points to.
   *
   * @param into at least {@link #size} bytes, native
   */
  public void write(MemorySegment into) {
    for (int i = 0; i < count; i++) {
      long value = (long) (count + i) * SLOT;
      into.set(ValueLayout.JAVA_LONG, (long) i * SLOT, into.address() + value);
      if (bytes[i] == Long.BYTES) {
        into.set(ValueLayout.JAVA_LONG, value, bits[i]);
      } else {
        into.set(ValueLayout.JAVA_INT, value, (int) bits[i]);
      }
    }
  }
}
