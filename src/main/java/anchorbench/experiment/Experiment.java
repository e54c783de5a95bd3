package anchorbench.experiment;

import anchorbench.InputException;
import anchorbench.data.DataSet;
import anchorbench.engine.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

/**
 * The comparison: every arm from every seed, on the same images, from the same weights, on the same
 * positives and negatives in the same order; the choice of margin and learning rate before it.
 */
public final class Experiment {
  /** Tuning trials have seeds of their own. */
  private static final long TUNING_SEED_OFFSET = 1L << 40;

  /** Told of progress, from any thread. */
  public interface Listener {
    /**
     * Work is done, or was found in the store: an epoch of a trial, what is left of it, a control.
     *
     * @param items of {@link #workItems}
     */
    void advanced(String what, int items);

    Listener NONE = (what, items) -> {};
  }

  /** A control: a seed's network before its first step. */
  public record Untrained(long seed, Scores scores) {}

  /**
   * The outcome.
   *
   * @param engine what all trials ran on, with its precision
   * @param tunings one for each arm, empty if nothing was chosen
   * @param pixels the control without any network
   * @param trials arm by arm
   * @param comparisons each later arm against the first
   * @param validationSplit which training images are kept for validation, if any are; null in
   *     records of before
   */
  public record Outcome(
      Protocol protocol,
      String engine,
      List<Tuning> tunings,
      Scores pixels,
      List<Untrained> untrained,
      List<Trial> trials,
      List<Comparison> comparisons,
      ValidationSplit.Kind validationSplit) {
    public Outcome {
      tunings = List.copyOf(tunings);
      untrained = List.copyOf(untrained);
      trials = List.copyOf(trials);
      comparisons = List.copyOf(comparisons);
    }

    /** Trials that could not be finished. */
    public List<Trial> failed() {
      return trials.stream().filter(trial -> trial.health() == Trial.Health.FAILED).toList();
    }

    /** One arm's trials, in the order of seeds. */
    public List<Trial> ofArm(String arm) {
      return trials.stream().filter(trial -> trial.arm().equals(arm)).toList();
    }
  }

  private final Protocol protocol;
  private final PartRunner runner;

  private Experiment(Protocol protocol, PartRunner runner) {
    this.protocol = protocol;
    this.runner = runner;
  }

  /** Work items, for a progress bar: an epoch is one, a test is one. */
  public static long workItems(Protocol protocol) {
    long tuning =
        protocol.tunes()
            ? (long) protocol.arms().size()
                * Tuning.choices(protocol).size()
                * protocol.tuning().tuningSeeds()
                * (protocol.tuning().tuningEpochs() + 1)
            : 0;
    long trials =
        (long) protocol.training().seeds()
            * protocol.arms().size()
            * (protocol.training().epochs() + 1);
    return tuning + 1 + protocol.training().seeds() + trials;
  }

  /**
   * Checks that the images give what the protocol asks for, before anything is begun.
   *
   * @throws InputException naming what is too much
   */
  public static void requirePossible(Protocol protocol, DataSet data) {
    ExperimentContext.requirePossible(protocol, data);
  }

  /**
   * Runs all of it on one engine, as {@link #run(List, int, DataSet, Protocol, TrialStore,
   * Listener)}.
   */
  public static Outcome run(
      Engine engine,
      int concurrently,
      DataSet data,
      Protocol protocol,
      TrialStore store,
      Listener listener) {
    return run(List.of(engine), concurrently, data, protocol, store, listener);
  }

  /**
   * Runs all of it, but for what the store has. The numbers are the same on any number of equal
   * engines.
   *
   * @param engines each on a device of its own; single-threaded if {@code concurrently} is above 1:
   *     many small networks side by side use a processor better than one spread over its cores
   * @param concurrently trials at once on each engine
   * @throws InputException if the protocol asks for more than the images give, before any training
   * @throws StoppedException if a device failed; what was finished is in the store
   */
  public static Outcome run(
      List<Engine> engines,
      int concurrently,
      DataSet data,
      Protocol protocol,
      TrialStore store,
      Listener listener) {
    try (PartRunner runner =
        new ThreadRunner(
            ExperimentContext.on(engines, protocol, data), concurrently, store, listener)) {
      return new Experiment(protocol, runner).run();
    }
  }

  private Outcome run() {
    // The longest item first, so that it does not keep everyone waiting at the end.
    Future<Scores> pixels = runner.submit(new Part.RawPixels());
    List<Tuning> tunings = protocol.tunes() ? tune() : List.of();
    List<Future<Untrained>> untrained = new ArrayList<>();
    List<Future<Trial>> trials = new ArrayList<>();
    for (long seed = protocol.training().firstSeed(); seed < endOfSeeds(); seed++) {
      untrained.add(runner.submit(new Part.Control(seed)));
    }
    for (int a = 0; a < protocol.arms().size(); a++) {
      Tuning.Choice choice =
          tunings.isEmpty() ? Tuning.choices(protocol).getFirst() : tunings.get(a).choice();
      for (long seed = protocol.training().firstSeed(); seed < endOfSeeds(); seed++) {
        trials.add(runner.submit(new Part.OneTrial(protocol.arms().get(a), seed, choice)));
      }
    }
    List<Trial> done = runner.results(trials);
    return new Outcome(
        protocol,
        runner.engine(),
        tunings,
        runner.result(pixels),
        runner.results(untrained),
        done,
        Comparison.ofAll(protocol, done),
        runner.splitKind());
  }

  private long endOfSeeds() {
    return protocol.training().firstSeed() + protocol.training().seeds();
  }

  private List<Tuning> tune() {
    List<Tuning.Choice> choices = Tuning.choices(protocol);
    List<List<List<Future<Double>>>> jobs = new ArrayList<>();
    for (String arm : protocol.arms()) {
      List<List<Future<Double>>> ofArm = new ArrayList<>();
      for (Tuning.Choice choice : choices) {
        List<Future<Double>> ofChoice = new ArrayList<>();
        for (int s = 0; s < protocol.tuning().tuningSeeds(); s++) {
          long seed = protocol.training().firstSeed() + s + TUNING_SEED_OFFSET;
          ofChoice.add(runner.submit(new Part.Candidate(arm, choice, seed)));
        }
        ofArm.add(ofChoice);
      }
      jobs.add(ofArm);
    }
    List<Tuning> tunings = new ArrayList<>();
    for (int a = 0; a < jobs.size(); a++) {
      List<Tuning.Candidate> candidates = new ArrayList<>();
      for (int c = 0; c < choices.size(); c++) {
        candidates.add(new Tuning.Candidate(choices.get(c), runner.results(jobs.get(a).get(c))));
      }
      tunings.add(Tuning.of(protocol.arms().get(a), candidates));
    }
    return tunings;
  }
}
