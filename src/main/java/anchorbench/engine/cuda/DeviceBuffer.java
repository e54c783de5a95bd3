package anchorbench.engine.cuda;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import anchorbench.engine.cuda.driver.CudaException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Memory of the card. */
final class DeviceBuffer implements AutoCloseable {
  private final Context context;
  private final long bytes;
  private long address;

  /**
   * Cleared memory.
   *
   * @param what for a refusal: "a trainer"
   * @throws anchorbench.InputException if the card is full
   */
  DeviceBuffer(Context context, Stream stream, String what, long bytes) {
    this.context = context;
    this.bytes = bytes;
    try {
      // A whole vector more than nothing: an empty table has an address too.
      address = context.driver().allocate(Math.max(bytes, 16));
    } catch (CudaException e) {
      throw e.code() == CudaException.OUT_OF_MEMORY ? context.outOfMemory(what, bytes, e) : e;
    }
    stream.clear(this);
  }

  static DeviceBuffer floats(Context context, Stream stream, String what, long count) {
    return new DeviceBuffer(context, stream, what, Math.multiplyExact(count, (long) Float.BYTES));
  }

  static DeviceBuffer ints(Context context, Stream stream, String what, long count) {
    return new DeviceBuffer(context, stream, what, Math.multiplyExact(count, (long) Integer.BYTES));
  }

  static DeviceBuffer of(Context context, Stream stream, String what, float[] values) {
    DeviceBuffer buffer = floats(context, stream, what, values.length);
    try (Arena arena = Arena.ofConfined()) {
      buffer.write(stream, arena.allocateFrom(JAVA_FLOAT, values));
    }
    return buffer;
  }

  static DeviceBuffer of(Context context, Stream stream, String what, int[] values) {
    DeviceBuffer buffer = ints(context, stream, what, values.length);
    try (Arena arena = Arena.ofConfined()) {
      buffer.write(stream, arena.allocateFrom(JAVA_INT, values));
    }
    return buffer;
  }

  long address() {
    return address;
  }

  /** Address of a float32 or int32 number. */
  long at(long index) {
    return address + index * Float.BYTES;
  }

  long bytes() {
    return bytes;
  }

  /** Copies in and waits. */
  void write(Stream stream, MemorySegment from) {
    stream.copyToDevice(address, from, from.byteSize());
    stream.synchronise();
  }

  /** Copies out and waits; float32. */
  float[] readFloats(Stream stream, long first, int count) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment into = arena.allocate(JAVA_FLOAT, count);
      stream.copyToHost(into, at(first), into.byteSize());
      stream.synchronise();
      return into.toArray(JAVA_FLOAT);
    }
  }

  /** Copies out and waits; int32. */
  int[] readInts(Stream stream, long first, int count) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment into = arena.allocate(JAVA_INT, count);
      stream.copyToHost(into, at(first), into.byteSize());
      stream.synchronise();
      return into.toArray(JAVA_INT);
    }
  }

  @Override
  public void close() {
    long given = address;
    if (given != 0) {
      address = 0;
      context.release(driver -> driver.free(given));
    }
  }
}
