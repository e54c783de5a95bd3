package anchorbench.engine.cuda.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code CUlaunchConfig} of {@code cuda.h} with one attribute: the kernel may begin early. */
final class LaunchConfig {
  /** {@code CU_LAUNCH_ATTRIBUTE_PROGRAMMATIC_STREAM_SERIALIZATION}. */
  private static final int BEGINS_EARLY = 6;

  /** {@code CUlaunchAttribute}: its value is a union of 64 bytes. */
  private static final StructLayout ATTRIBUTE =
      MemoryLayout.structLayout(
          JAVA_INT.withName("id"),
          MemoryLayout.paddingLayout(4),
          JAVA_INT.withName("value"),
          MemoryLayout.paddingLayout(60));

  private static final StructLayout CONFIG =
      MemoryLayout.structLayout(
          MemoryLayout.sequenceLayout(3, JAVA_INT).withName("grid"),
          MemoryLayout.sequenceLayout(3, JAVA_INT).withName("block"),
          JAVA_INT.withName("sharedBytes"),
          MemoryLayout.paddingLayout(4),
          JAVA_LONG.withName("stream"),
          ADDRESS.withName("attributes"),
          JAVA_INT.withName("attributeCount"),
          MemoryLayout.paddingLayout(4));

  private LaunchConfig() {}

  static MemorySegment early(Arena arena, Grid grid, long stream) {
    MemorySegment attribute = arena.allocate(ATTRIBUTE);
    attribute.set(JAVA_INT, at(ATTRIBUTE, "id"), BEGINS_EARLY);
    attribute.set(JAVA_INT, at(ATTRIBUTE, "value"), 1);
    MemorySegment config = arena.allocate(CONFIG);
    size(config, "grid", grid.blocksX(), grid.blocksY());
    size(config, "block", grid.threadsX(), grid.threadsY());
    config.set(JAVA_INT, at(CONFIG, "sharedBytes"), grid.sharedBytes());
    config.set(JAVA_LONG, at(CONFIG, "stream"), stream);
    config.set(ADDRESS, at(CONFIG, "attributes"), attribute);
    config.set(JAVA_INT, at(CONFIG, "attributeCount"), 1);
    return config;
  }

  private static void size(MemorySegment config, String field, int x, int y) {
    long at = at(CONFIG, field);
    config.set(JAVA_INT, at, x);
    config.set(JAVA_INT, at + Integer.BYTES, y);
    config.set(JAVA_INT, at + 2 * Integer.BYTES, 1);
  }

  private static long at(StructLayout struct, String field) {
    return struct.byteOffset(PathElement.groupElement(field));
  }
}
