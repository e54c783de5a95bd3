package anchorbench.experiment;

import anchorbench.InputException;
import anchorbench.data.DataSet;
import anchorbench.engine.Engine;
import anchorbench.experiment.protocol.Choice;
import anchorbench.experiment.protocol.Protocol;
import anchorbench.experiment.protocol.TuningSettings;
import anchorbench.output.Progress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Future;

/**
 * The comparison: every arm from every seed, on the same images, from the same weights, on the same
 * positives and negatives in the same order; the choice of margin and learning rate before it.
 */
public final class Experiment {
  /** Told of progress, from any thread. */
  public interface Listener {
    /**
     * Work is done, or was found in the store: an epoch of a trial, what is left of it, a control.
     *
     * @param items of {@link #workItems}
     */
    void advanced(String what, int items);

    /** A part is to be done that has so many items; a search finds out on its way how many. */
    default void submitted(int items) {}

    /** Shows it to a person. */
    static Listener to(Progress progress) {
      return new Listener() {
        @Override
        public void advanced(String what, int items) {
          progress.done(what, items);
        }

        @Override
        public void submitted(int items) {
          progress.sure(items);
        }
      };
    }

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
   * @param comparisons each later arm against the first, and against its control
   * @param validationSplit which training images are kept for validation, if any are; null in
   *     records of before
   * @param tripletsPerEpoch that every trial draws; 0 in records of before
   * @param rules by which differences are judged, see {@link Rules}
   */
  public record Outcome(
      Protocol protocol,
      String engine,
      List<Tuning> tunings,
      Scores pixels,
      List<Untrained> untrained,
      List<Trial> trials,
      List<Comparison> comparisons,
      ValidationSplit.Kind validationSplit,
      long tripletsPerEpoch,
      Integer rules) {
    public Outcome {
      rules = rules == null ? 1 : rules;
      tunings = List.copyOf(tunings);
      untrained = List.copyOf(untrained);
      trials = List.copyOf(trials);
      comparisons = List.copyOf(comparisons);
    }

    /** In every arm. */
    public long stepsPerEpoch() {
      return Math.ceilDiv(tripletsPerEpoch, protocol.training().batchSize());
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

  /**
   * Work items, for a progress bar: an epoch is one, a test is one. How many a tuning will need is
   * known only where arms agree and no grid grows.
   */
  public static long workItems(Protocol protocol) {
    long tuning = protocol.tunes() ? tuningItems(protocol) : 0;
    long trials =
        (long) protocol.training().seeds()
            * protocol.arms().size()
            * (protocol.training().epochs() + 1);
    return tuning + 1 + protocol.training().seeds() + trials;
  }

  private static long tuningItems(Protocol protocol) {
    TuningSettings tuning = protocol.tuning();
    long items = 0;
    int choices = tuning.margins().size() * tuning.learningRates().size();
    for (int epochs : tuning.rounds()) {
      items += (long) choices * (epochs + 1);
      choices = Math.ceilDiv(choices, TuningSettings.CUT);
    }
    if (tuning.brackets()) {
      items += ChoiceGrid.SIDES * (tuning.tuningEpochs() + 1L);
    }
    return items * tuning.tuningSeeds() * protocol.arms().size();
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
    List<Tuning> tunings = protocol.tunes() ? new TuningSearch(protocol, runner).run() : List.of();
    List<Future<Untrained>> untrained = new ArrayList<>();
    List<Future<Trial>> trials = new ArrayList<>();
    for (long seed = protocol.training().firstSeed(); seed < endOfSeeds(); seed++) {
      untrained.add(runner.submit(new Part.Control(seed)));
    }
    // Seed by seed, so that the arms of a pair run at about the same time.
    for (long seed = protocol.training().firstSeed(); seed < endOfSeeds(); seed++) {
      for (int a = 0; a < protocol.arms().size(); a++) {
        String arm = protocol.arms().get(a);
        Choice choice =
            tunings.isEmpty() ? protocol.tuning().givenTo(arm) : tunings.get(a).choice();
        trials.add(runner.submit(new Part.OneTrial(arm, seed, choice)));
      }
    }
    List<Trial> done =
        runner.results(trials).stream()
            .sorted(Comparator.comparingInt(trial -> protocol.arms().indexOf(trial.arm())))
            .toList();
    return new Outcome(
        protocol,
        runner.engine(),
        tunings,
        runner.result(pixels),
        runner.results(untrained),
        done,
        Comparison.ofAll(Rules.CURRENT, protocol, tunings, done, runner.tripletsPerEpoch()),
        runner.splitKind(),
        runner.tripletsPerEpoch(),
        Rules.CURRENT);
  }

  private long endOfSeeds() {
    return protocol.training().firstSeed() + protocol.training().seeds();
  }
}
