package anchorbench.experiment;

import anchorbench.InputException;
import anchorbench.data.DataSet;
import anchorbench.engine.Engine;
import anchorbench.network.Weights;
import anchorbench.triplet.Anchors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The comparison: every arm from every seed, on the same images, from the same weights, on the same
 * positives and negatives in the same order.
 */
public final class Experiment {
  /** Told of each trial as soon as it is done, from any thread, one at a time. */
  public interface Listener {
    void finished(Trial trial);
  }

  /**
   * The outcome.
   *
   * @param pixels the control without any network
   * @param comparisons each later arm against the first
   */
  public record Outcome(
      Protocol protocol, Scores pixels, List<Trial> trials, List<Comparison> comparisons) {}

  private Experiment() {}

  /** Work items, for a progress bar: one control of pixels and each seed of each arm. */
  public static int workItems(Protocol protocol) {
    return 1 + protocol.seeds() * protocol.arms().size();
  }

  /**
   * Runs all trials.
   *
   * @param engine single-threaded if {@code concurrently} is above 1: many small networks side by
   *     side use a processor better than one spread over its cores
   * @throws InputException if the protocol asks for more than the images give, before any training
   */
  public static Outcome run(
      Engine engine, int concurrently, DataSet data, Protocol protocol, Listener listener) {
    try (Laboratory laboratory = new Laboratory(engine, protocol, data);
        ExecutorService workers = Executors.newFixedThreadPool(concurrently)) {
      try {
        return runAll(laboratory, workers, listener);
      } finally {
        workers.shutdownNow();
      }
    }
  }

  private static Outcome runAll(Laboratory laboratory, ExecutorService workers, Listener listener) {
    Protocol protocol = laboratory.protocol;
    Scorer scorer = new Scorer(laboratory);
    // The longest item first, so that it does not keep everyone waiting at the end.
    Future<Scores> pixels =
        workers.submit(() -> scorer.score(Space.ofPixels(laboratory), protocol.firstSeed()));
    List<Future<List<Trial>>> pairs = new ArrayList<>();
    for (int s = 0; s < protocol.seeds(); s++) {
      long seed = protocol.firstSeed() + s;
      pairs.add(workers.submit(() -> everyArm(laboratory, scorer, seed, listener)));
    }
    List<Trial> trials = new ArrayList<>();
    pairs.forEach(pair -> trials.addAll(result(pair)));
    trials.sort(
        Comparator.comparingInt((Trial trial) -> protocol.arms().indexOf(trial.arm()))
            .thenComparingLong(Trial::seed));
    return new Outcome(protocol, result(pixels), trials, Comparison.ofAll(protocol, trials));
  }

  private static List<Trial> everyArm(
      Laboratory laboratory, Scorer scorer, long seed, Listener listener) {
    Weights initial =
        Weights.glorotUniform(
            laboratory.protocol.training(laboratory.train.pixelsPerImage()).network(), seed);
    Scores untrained = scorer.score(Space.of(laboratory, initial), seed);
    List<Trial> trials = new ArrayList<>();
    for (Anchors anchors : laboratory.protocol.anchors()) {
      Trial trial = new TrialRun(laboratory, anchors, seed).run(untrained);
      synchronized (listener) {
        listener.finished(trial);
      }
      trials.add(trial);
    }
    return trials;
  }

  private static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InputException refusal) {
        throw refusal;
      }
      throw new IllegalStateException("a trial failed: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InputException("interrupted", e);
    }
  }
}
