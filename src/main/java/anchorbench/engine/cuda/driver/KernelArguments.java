package anchorbench.engine.cuda.driver;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A kernel's arguments as C lays them out. A driver has copied them when a launch returns. */
public final class KernelArguments {
  private static final int SLOT = 8;
  private static final int MAX = 16;

  private final long[] bits = new long[MAX];
  private final int[] bytes = new int[MAX];
  private final byte[][] structs = new byte[MAX][];
  private long valueBytes;
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

  /**
   * A struct passed by value, at most 4 KB with all other arguments.
   *
   * @param image as C lays it out, its alignment at most 8; not copied
   */
  public KernelArguments struct(byte[] image) {
    structs[count] = image;
    return add(0, image.length);
  }

  private KernelArguments add(long value, int size) {
    bits[count] = value;
    bytes[count++] = size;
    valueBytes += slots(size);
    return this;
  }

  /** Bytes that a value takes, so that the next is aligned. */
  private static long slots(int size) {
    return Math.ceilDiv(size, SLOT) * (long) SLOT;
  }

  /** Bytes that {@link #write} needs. */
  public long size() {
    return (long) SLOT * count + valueBytes;
  }

  /**
   * Writes {@code void *[count]} followed by the values it points to.
   *
   * @param into at least {@link #size} bytes, native
   */
  public void write(MemorySegment into) {
    long value = (long) count * SLOT;
    for (int i = 0; i < count; i++) {
      into.set(ValueLayout.JAVA_LONG, (long) i * SLOT, into.address() + value);
      if (structs[i] != null) {
        MemorySegment.copy(structs[i], 0, into, ValueLayout.JAVA_BYTE, value, structs[i].length);
      } else if (bytes[i] == Long.BYTES) {
        into.set(ValueLayout.JAVA_LONG, value, bits[i]);
      } else {
        into.set(ValueLayout.JAVA_INT, value, (int) bits[i]);
      }
      value += slots(bytes[i]);
    }
  }
}
