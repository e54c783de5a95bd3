package anchorbench.engine.cpu;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import anchorbench.data.LabelledImages;
import anchorbench.engine.Ceilings;
import anchorbench.engine.ImageStore;
import anchorbench.memory.NativeMemory;
import anchorbench.network.NetworkSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * What this machine can do at best, with the engine's own threads: read memory, copy memory, and
 * multiply the matrices of a training step with nothing in between.
 */
final class CpuCeilings implements Ceilings {
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_PREFERRED;
  private static final int UNROLLED = 4;

  private final Arena arena = Arena.ofShared();
  private final CpuEngine engine;
  private final long[] sums;

  CpuCeilings(CpuEngine engine) {
    this.engine = engine;
    this.sums = new long[engine.crew().size()];
  }

  /** Reads the pixels of the first {@code count} images and adds them up, in bytes. */
  @Override
  public Work read(ImageStore images, int count) {
    LabelledImages source = ((CpuImages) images).images();
    return () -> read(source, count);
  }

  @Override
  public Work copy(long bytes) {
    return new Copy(bytes)::run;
  }

  @Override
  public Work products(NetworkSpec spec, int rows) {
    return ProductCeiling.fastest(engine.products(), engine.crew(), arena, spec, rows);
  }

  private long read(LabelledImages images, int count) {
    long bytes = (long) count * images.pixelsPerImage();
    int workers = engine.crew().size();
    engine
        .crew()
        .run(
            worker ->
                sums[worker] =
                    readBytes(
                        images.pixels(), bytes * worker / workers, bytes * (worker + 1) / workers));
    long sum = 0;
    for (long each : sums) {
      sum += each;
    }
    return sum;
  }

  private static long readBytes(MemorySegment bytes, long from, long to) {
    java.nio.ByteOrder order = java.nio.ByteOrder.nativeOrder();
    int step = BYTES.length();
    ByteVector a = ByteVector.zero(BYTES);
    ByteVector b = a;
    ByteVector c = a;
    ByteVector d = a;
    MemorySegment part = bytes.asSlice(from, to - from);
    int blocks = (int) ((to - from) / ((long) UNROLLED * step));
    for (int block = 0; block < blocks; block++) {
      long at = (long) block * UNROLLED * step;
      a = a.add(ByteVector.fromMemorySegment(BYTES, part, at, order));
      b = b.add(ByteVector.fromMemorySegment(BYTES, part, at + step, order));
      c = c.add(ByteVector.fromMemorySegment(BYTES, part, at + 2L * step, order));
      d = d.add(ByteVector.fromMemorySegment(BYTES, part, at + 3L * step, order));
    }
    return a.add(b).add(c.add(d)).reduceLanesToLong(VectorOperators.ADD);
  }

  /** Two buffers of their own, to be copied one into the other. */
  private final class Copy {
    private final MemorySegment from;
    private final MemorySegment to;
    private final long bytes;
    private final Crew.Task share = this::copyShare;

    /**
     * @param bytes copied; twice as many are moved
     */
    Copy(long bytes) {
      this.bytes = bytes;
      from = NativeMemory.allocate(arena, bytes);
      to = NativeMemory.allocate(arena, bytes);
      from.fill((byte) 1);
      to.fill((byte) 2);
    }

    long run() {
      engine.crew().run(share);
      return to.get(JAVA_LONG, 0);
    }

    private void copyShare(int worker) {
      int workers = engine.crew().size();
      long first = bytes * worker / workers;
      MemorySegment.copy(from, first, to, first, bytes * (worker + 1) / workers - first);
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
