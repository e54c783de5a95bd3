package anchorbench.source;

import anchorbench.output.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/** Does something for each of many files on all processors. */
final class FileWorkers {
  /** Items that a worker takes at once, so that they seldom meet. */
  static final int BLOCK = 64;

  /** Of an image; larger ones are refused. */
  static final long LARGEST_FILE = 1L << 30;

  /** Fewer are done before a person has read what the bar says. */
  private static final int SHOWN_FROM = 2_000;

  private FileWorkers() {}

  /**
   * Calls for every number from 0 to {@code count}, in no order.
   *
   * @param what is being done, for the progress bar
   * @param worker makes what one thread calls
   */
  static void forEach(String what, int count, Supplier<IntConsumer> worker) {
    if (count < SHOWN_FROM) {
      forEach(count, items -> {}, worker);
      return;
    }
    try (Progress progress = new Progress(what, count)) {
      forEach(count, items -> progress.done("", items), worker);
    }
  }

  private static void forEach(int count, IntConsumer done, Supplier<IntConsumer> worker) {
    int threads = Math.clamp(count / BLOCK, 1, Runtime.getRuntime().availableProcessors());
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> workers = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (int t = 0; t < threads; t++) {
        workers.add(pool.submit(() -> work(count, done, worker.get(), next)));
      }
    }
    for (Future<?> each : workers) {
      try {
        each.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException thrown) {
          throw thrown;
        }
        if (e.getCause() instanceof Error thrown) {
          throw thrown;
        }
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  private static void work(int count, IntConsumer done, IntConsumer worker, AtomicInteger next) {
    int first = next.getAndAdd(BLOCK);
    while (first < count) {
      int end = Math.min(first + BLOCK, count);
      try {
        for (int i = first; i < end; i++) {
          worker.accept(i);
        }
      } catch (RuntimeException | Error e) {
        // The others need not go on.
        next.set(count);
        throw e;
      }
      done.accept(end - first);
      first = next.getAndAdd(BLOCK);
    }
  }

  /** What tells a file apart: its name where it cannot be read, which is told later. */
  static byte[] contentOrName(ListedImage image) {
    try {
      if (image.problem() == null && image.bytes() <= LARGEST_FILE) {
        return Files.readAllBytes(image.file());
      }
    } catch (IOException e) {
      // Decoding names it.
    }
    return image.name().getBytes(StandardCharsets.UTF_8);
  }
}
