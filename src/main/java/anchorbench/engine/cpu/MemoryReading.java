package anchorbench.engine.cpu;

import anchorbench.data.ImageSet;
import anchorbench.engine.Peaks;
import anchorbench.engine.cpu.work.WorkerPool;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.stream.LongStream;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Reads the pixels of the first images on every worker and adds them up, in bytes. */
final class MemoryReading implements Peaks.Work {
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_PREFERRED;
  private static final int UNROLLED = 4;

  private final WorkerPool workers;
  private final MemorySegment pixels;
  private final long bytes;
  private final long[] sums;
  private final WorkerPool.Task share = this::readShare;

  MemoryReading(WorkerPool workers, ImageSet images, int count) {
    this.workers = workers;
    pixels = images.pixels();
    bytes = images.offset(count);
    sums = new long[workers.size()];
  }

  @Override
  public long run() {
    workers.run(share);
    return LongStream.of(sums).sum();
  }

  private void readShare(int worker) {
    int count = workers.size();
    sums[worker] = read(pixels, bytes * worker / count, bytes * (worker + 1) / count);
  }

  private static long read(MemorySegment bytes, long from, long to) {
    ByteOrder order = ByteOrder.nativeOrder();
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
}
