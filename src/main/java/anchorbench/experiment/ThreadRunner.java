package anchorbench.experiment;

import anchorbench.InputException;
import anchorbench.engine.DeviceException;
import anchorbench.engine.Engine;
import anchorbench.experiment.PartMaker.Made;
import anchorbench.memory.JavaHeap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes the parts of an experiment on all its engines. There is one queue: an engine takes the next
 * part as it becomes free, so that a slower one holds up nobody. Which engine made a part does not
 * show in its numbers.
 *
 * <p>After a failure no part is begun any more. Those under way are finished, because hours of
 * training may be in them.
 */
final class ThreadRunner implements PartRunner {
  private final List<ExperimentContext> contexts;
  private final TrialStore store;
  private final Experiment.Listener listener;
  private final ExecutorService workers;

  /** Each context as often as it takes parts at once. */
  private final BlockingQueue<ExperimentContext> free = new LinkedBlockingQueue<>();

  private final List<Engine> failed = new ArrayList<>();
  private Throwable failure;

  /**
   * @param perEngine how many parts an engine makes at once
   * @param store of finished parts, which are not made again
   * @param listener told of progress
   */
  ThreadRunner(
      List<ExperimentContext> contexts,
      int perEngine,
      TrialStore store,
      Experiment.Listener listener) {
    this.contexts = List.copyOf(contexts);
    this.store = store;
    this.listener = listener;
    workers = Executors.newFixedThreadPool(contexts.size() * perEngine);
    for (int i = 0; i < perEngine; i++) {
      free.addAll(contexts);
    }
  }

  @Override
  public String engine() {
    return contexts.getFirst().engine.descriptor().name();
  }

  @Override
  public long tripletsPerEpoch() {
    ExperimentContext context = contexts.getFirst();
    return (long) context.protocol.data().tripletsPerClass() * context.train.index().classes();
  }

  @Override
  public ValidationSplit.Kind splitKind() {
    return contexts.getFirst().splitKind;
  }

  @Override
  public <R> Future<R> submit(Part<R> part) {
    listener.submitted(part.items(contexts.getFirst().protocol));
    return workers.submit(
        () -> {
          if (isStopped()) {
            throw new CancellationException(part.label());
          }
          // There are as many threads as places, so nobody waits here.
          ExperimentContext context = free.take();
          try {
            return foundOrMade(context, part);
          } catch (DeviceException e) {
            stop(context.engine, named(part.label(), context.engine, e));
            throw e;
          } catch (Throwable e) {
            stop(null, e instanceof InputException refusal ? of(context, refusal) : e);
            throw e;
          } finally {
            free.add(context);
          }
        });
  }

  /** A part from the store, or made and kept. */
  private <R> R foundOrMade(ExperimentContext context, Part<R> part) {
    R found = store.find(part.name(), part.type()).orElse(null);
    Made<R> made = null;
    if (found != null) {
      FoundPart.requireFits(part, found, context.protocol);
      made = Made.of(found);
    }
    AtomicInteger epochs = new AtomicInteger();
    if (made == null) {
      Runnable afterEpoch =
          () -> listener.advanced(part.label() + " epoch " + epochs.incrementAndGet(), 1);
      made = new PartMaker(context).make(part, afterEpoch);
      if (made.failure() == null) {
        store.keep(part.name(), made.part());
      }
    }
    String outcome = made.failure() != null ? " " + made.failure() : headline(made.part());
    listener.advanced(part.label() + outcome, part.items(context.protocol) - epochs.get());
    return made.part();
  }

  private static String headline(Object part) {
    if (!(part instanceof Trial trial)) {
      return "";
    }
    return trial.scores() == null
        ? " " + trial.health()
        : String.format(Locale.ROOT, " %.2f %%", 100 * trial.scores().nearestNeighbours());
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
  private InputException of(ExperimentContext context, InputException e) {
    return contexts.size() == 1
        ? e
        : new InputException(context.engine.device() + ": " + e.getMessage(), e);
  }

  @Override
  public <R> R result(Future<R> part) {
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

  /** Whatever is still in the queue is dropped; contexts are closed with their engines' data. */
  @Override
  public void close() {
    workers.shutdownNow();
    workers.close();
    contexts.forEach(ExperimentContext::close);
  }
}
