package anchorbench.engine.cpu;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import anchorbench.engine.Peaks;
import anchorbench.engine.cpu.work.WorkerPool;
import anchorbench.memory.NativeMemory;
import anchorbench.network.NetworkSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What this machine can do at best, with the engine's own threads: copy memory, and multiply the
 * matrices of a training step with nothing in between.
 */
final class CpuPeaks implements Peaks {
  private final Arena arena = Arena.ofShared();
  private final CpuEngine engine;

  CpuPeaks(CpuEngine engine) {
    this.engine = engine;
  }

  @Override
  public Work copy(long bytes) {
    return new Copy(bytes)::run;
  }

  @Override
  public Work products(NetworkSpec spec, int rows) {
    return new ProductsPeak(engine, arena, spec, rows).fastest();
  }

  /** Two buffers of their own, to be copied one into the other. */
  private final class Copy {
    private final MemorySegment from;
    private final MemorySegment to;
    private final long bytes;
    private final WorkerPool.Task share = this::copyShare;

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
      engine.workers().run(share);
      return to.get(JAVA_LONG, 0);
    }

    private void copyShare(int worker) {
      int count = engine.workers().size();
      long first = bytes * worker / count;
      MemorySegment.copy(from, first, to, first, bytes * (worker + 1) / count - first);
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
