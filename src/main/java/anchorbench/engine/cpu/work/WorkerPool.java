package anchorbench.engine.cpu.work;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A fixed number of threads that do one task together, again and again. The caller is one of them.
 *
 * <p>A training step hands out work twice a millisecond. A pool's queues and wake-ups cost tens of
 * microseconds each; here a worker spins for about as long as a step's serial part lasts before it
 * sleeps.
 */
public final class WorkerPool implements AutoCloseable {
  /** Work for worker {@code worker} of {@link #size()}. */
  public interface Task {
    void run(int worker);
  }

  private static final int SPINS = 20_000;

  /** How long the caller sleeps at a time when the others take much longer than itself. */
  private static final long WAIT_NANOS = 20_000;

  private final Thread[] others;
  private final AtomicInteger unfinished = new AtomicInteger();
  private volatile int generation;
  private volatile boolean closed;
  private Task task;
  private volatile Throwable failure;

  /**
   * @param size workers, the caller among them
   */
  public WorkerPool(int size) {
    others = new Thread[size - 1];
    for (int i = 0; i < others.length; i++) {
      int worker = i + 1;
      others[i] = Thread.ofPlatform().daemon().name("worker-" + worker).start(() -> serve(worker));
    }
  }

  /** Workers, the caller among them. */
  public int size() {
    return others.length + 1;
  }

  /**
   * Runs the task on every worker and returns when all are done. Nothing is allocated. Callers take
   * turns, but for a pool of one: its callers are the workers and need not wait for each other.
   */
  public void run(Task work) {
    if (others.length == 0) {
      work.run(0);
    } else {
      runTogether(work);
    }
  }

  private synchronized void runTogether(Task work) {
    task = work;
    unfinished.set(others.length);
    generation++;
    for (Thread other : others) {
      LockSupport.unpark(other);
    }
    Throwable own = null;
    try {
      work.run(0);
    } catch (Throwable e) {
      own = e;
    }
    for (int spins = 0; unfinished.get() > 0; spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(WAIT_NANOS);
      }
    }
    Throwable failed = own != null ? own : failure;
    failure = null;
    if (failed instanceof OutOfMemoryError e) {
      // Whoever says what memory was too little for finds it as it is.
      throw e;
    }
    if (failed != null) {
      throw new IllegalStateException("a worker failed: " + failed, failed);
    }
  }

  private void serve(int worker) {
    int served = 0;
    while (true) {
      for (int spins = 0; generation == served && !closed; spins++) {
        if (spins < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
        }
      }
      if (closed) {
        return;
      }
      served = generation;
      try {
        task.run(worker);
      } catch (Throwable e) {
        failure = e;
      }
      unfinished.decrementAndGet();
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Thread other : others) {
      LockSupport.unpark(other);
    }
  }
}
