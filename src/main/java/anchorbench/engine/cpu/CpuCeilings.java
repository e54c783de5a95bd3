package anchorbench.engine.cpu;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import anchorbench.data.LabelledImages;
import anchorbench.engine.Ceilings;
import anchorbench.engine.ImageStore;
import anchorbench.engine.cpu.blas.OpenBlas;
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
  private static final long TRIAL_NANOS = 300_000_000;

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

  /** Of two ways to spread the products over the cores, the faster. */
  @Override
  public Work products(NetworkSpec spec, int rows) {
    Products split = new Products(spec, rows, true);
    Products whole = new Products(spec, rows, false);
    Products faster = runs(split) >= runs(whole) ? split : whole;
    return () -> {
      faster.run();
      return 0;
    };
  }

  private static int runs(Products products) {
    products.run();
    int runs = 0;
    for (long start = System.nanoTime(); System.nanoTime() - start < TRIAL_NANOS; runs++) {
      products.run();
    }
    return runs;
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

  /** The products of one step, forward and backward, over {@code rows} rows of random numbers. */
  private final class Products {
    private final StepProducts[] shards;
    private final int threadsOfOpenBlas;
    private final Crew.Task share = this::runShard;

    /**
     * @param split true: each worker multiplies its share of the rows, as the trainer does; false:
     *     OpenBLAS spreads each product over its own threads
     */
    Products(NetworkSpec spec, int rows, boolean split) {
      int workers = engine.crew().size();
      shards = new StepProducts[split ? workers : 1];
      threadsOfOpenBlas = split ? 1 : workers;
      for (int i = 0; i < shards.length; i++) {
        int from = (int) ((long) rows * i / shards.length);
        int to = (int) ((long) rows * (i + 1) / shards.length);
        shards[i] = new StepProducts(blas(), arena, spec, to - from);
      }
    }

    private OpenBlas blas() {
      return engine.blas();
    }

    void run() {
      blas().setThreads(threadsOfOpenBlas);
      if (shards.length == 1) {
        shards[0].run();
      } else {
        engine.crew().run(share);
      }
      blas().setThreads(1);
    }

    private void runShard(int worker) {
      shards[worker].run();
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
