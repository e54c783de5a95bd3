package anchorbench.experiment;

import anchorbench.InputException;
import anchorbench.engine.DeviceException;
import anchorbench.engine.Engine;
import anchorbench.memory.JavaHeap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Makes the parts of an experiment on all its engines. There is one queue: an engine takes the next
 * part as it becomes free, so that a slower one holds up nobody. Which engine made a part does not
 * show in its numbers.
 *
 * <p>After a failure no part is begun any more. Those under way are finished, because hours of
 * training may be in them.
 */
final class TrialPool implements AutoCloseable {
  /** One part, on the engine of a laboratory. */
  interface Part<T> {
    T make(Laboratory laboratory) throws Exception;
  }

  private final List<Laboratory> laboratories;
  private final ExecutorService workers;

  /** Each laboratory as often as it takes parts at once. */
  private final BlockingQueue<Laboratory> free = new LinkedBlockingQueue<>();

  private final List<Engine> failed = new ArrayList<>();
  private Throwable failure;

  /**
   * @param perEngine how many parts an engine makes at once
   */
  TrialPool(List<Laboratory> laboratories, int perEngine) {
    this.laboratories = List.copyOf(laboratories);
    workers = Executors.newFixedThreadPool(laboratories.size() * perEngine);
    for (int i = 0; i < perEngine; i++) {
      free.addAll(laboratories);
    }
  }

  /** The name that all its engines have. */
  String engine() {
    return laboratories.getFirst().engine.descriptor().name();
  }

  /** Of the images that all of them have. */
  ValidationSplit.Kind splitKind() {
    return laboratories.getFirst().splitKind;
  }

  /**
   * @param what for a person: "mean:30 seed 4"
   */
  <T> Future<T> submit(String what, Part<T> part) {
    return workers.submit(
        () -> {
          if (isStopped()) {
            throw new CancellationException(what);
          }
          // There are as many threads as places, so nobody waits here.
          Laboratory laboratory = free.take();
          try {
            return part.make(laboratory);
          } catch (DeviceException e) {
            stop(laboratory.engine, named(what, laboratory.engine, e));
            throw e;
          } catch (Throwable e) {
            stop(null, e instanceof InputException refusal ? of(laboratory, refusal) : e);
            throw e;
          } finally {
            free.add(laboratory);
          }
        });
  }

  private synchronized boolean isStopped() {
    return failure != null;
  }

  private synchronized void stop(Engine engine, Throwable e) {
    failure = failure == null ? e : failure;
    if (engine != null && !failed.contains(engine)) {
      failed.add(engine);
    }
  }

  private static DeviceException named(String what, Engine engine, DeviceException e) {
    return new DeviceException(
        "%s failed in '%s': %s".formatted(engine.device(), what, e.getMessage()), e);
  }

  /** A refusal, e.g. of a full card, with the card where there are several. */
  private InputException of(Laboratory laboratory, InputException e) {
    return laboratories.size() == 1
        ? e
        : new InputException(laboratory.engine.device() + ": " + e.getMessage(), e);
  }

  /** Waits for parts, in the order in which they were submitted. */
  <T> List<T> results(List<Future<T>> parts) {
    return parts.stream().map(this::result).toList();
  }

  /**
   * Waits for a part.
   *
   * @throws StoppedException if a device failed, in this part or another
   * @throws InputException if a part asked for what it cannot get
   */
  <T> T result(Future<T> part) {
    try {
      return part.get();
    } catch (ExecutionException e) {
      finishThoseUnderWay();
      throw failure();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      workers.shutdownNow();
      throw new InputException("interrupted", e);
    }
  }

  private void finishThoseUnderWay() {
    workers.shutdown();
    try {
      while (!workers.awaitTermination(1, TimeUnit.HOURS)) {
        // A long part.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      workers.shutdownNow();
    }
  }

  private synchronized RuntimeException failure() {
    return switch (failure) {
      case DeviceException e -> new StoppedException(e.getMessage(), e, failed);
      case InputException e -> e;
      case OutOfMemoryError e -> new InputException(JavaHeap.exhausted(e), e);
      default -> new IllegalStateException("a trial failed: " + failure, failure);
    };
  }

  /**
   * Whatever is still in the queue is dropped; laboratories are closed with their engines' data.
   */
  @Override
  public void close() {
    workers.shutdownNow();
    workers.close();
    laboratories.forEach(Laboratory::close);
  }
}
