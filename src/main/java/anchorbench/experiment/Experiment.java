package anchorbench.experiment;

import anchorbench.InputException;
import anchorbench.data.DataSet;
import anchorbench.engine.DeviceException;
import anchorbench.engine.Engine;
import anchorbench.experiment.arm.Arm;
import anchorbench.network.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

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
     * Work is done, or was found in the notebook: an epoch of a trial, what is left of it, a
     * control.
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
  private final TrialPool pool;
  private final Notebook notebook;
  private final Listener listener;

  private Experiment(Protocol protocol, TrialPool pool, Notebook notebook, Listener listener) {
    this.protocol = protocol;
    this.pool = pool;
    this.notebook = notebook;
    this.listener = listener;
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
    Laboratory.requirePossible(protocol, data);
  }

  /**
   * Runs all of it on one engine, as {@link #run(List, int, DataSet, Protocol, Notebook,
   * Listener)}.
   */
  public static Outcome run(
      Engine engine,
      int concurrently,
      DataSet data,
      Protocol protocol,
      Notebook notebook,
      Listener listener) {
    return run(List.of(engine), concurrently, data, protocol, notebook, listener);
  }

  /**
   * Runs all of it, but for what the notebook has. The numbers are the same on any number of equal
   * engines.
   *
   * @param engines each on a device of its own; single-threaded if {@code concurrently} is above 1:
   *     many small networks side by side use a processor better than one spread over its cores
   * @param concurrently trials at once on each engine
   * @throws InputException if the protocol asks for more than the images give, before any training
   * @throws StoppedException if a device failed; what was finished is in the notebook
   */
  public static Outcome run(
      List<Engine> engines,
      int concurrently,
      DataSet data,
      Protocol protocol,
      Notebook notebook,
      Listener listener) {
    try (TrialPool pool = new TrialPool(Laboratory.on(engines, protocol, data), concurrently)) {
      return new Experiment(protocol, pool, notebook, listener).run();
    }
  }

  private Outcome run() {
    // The longest item first, so that it does not keep everyone waiting at the end.
    Future<Scores> pixels =
        submit("raw pixels", "pixels", Scores.class, 1, (each, _) -> Made.of(pixels(each)));
    List<Tuning> tunings = protocol.tunes() ? tune() : List.of();
    List<Future<Untrained>> untrained = new ArrayList<>();
    List<Future<Trial>> trials = new ArrayList<>();
    for (long seed = protocol.training().firstSeed(); seed < endOfSeeds(); seed++) {
      untrained.add(submitUntrained(seed));
    }
    for (int a = 0; a < protocol.arms().size(); a++) {
      Tuning.Choice choice =
          tunings.isEmpty() ? Tuning.choices(protocol).getFirst() : tunings.get(a).choice();
      for (long seed = protocol.training().firstSeed(); seed < endOfSeeds(); seed++) {
        trials.add(submitTrial(protocol.parsedArms().get(a), seed, choice));
      }
    }
    List<Trial> done = pool.results(trials);
    return new Outcome(
        protocol,
        pool.engine(),
        tunings,
        pool.result(pixels),
        pool.results(untrained),
        done,
        Comparison.ofAll(protocol, done),
        pool.splitKind());
  }

  private long endOfSeeds() {
    return protocol.training().firstSeed() + protocol.training().seeds();
  }

  private static Scores pixels(Laboratory laboratory) {
    Protocol protocol = laboratory.protocol;
    float margin = protocol.tuning().margins().getFirst();
    return new Scorer(laboratory)
        .score(Space.ofPixels(laboratory), protocol.training().firstSeed(), margin, false);
  }

  private List<Tuning> tune() {
    List<List<List<Future<Double>>>> jobs = new ArrayList<>();
    for (Arm arm : protocol.parsedArms()) {
      List<List<Future<Double>>> ofArm = new ArrayList<>();
      for (Tuning.Choice choice : Tuning.choices(protocol)) {
        List<Future<Double>> ofChoice = new ArrayList<>();
        for (int s = 0; s < protocol.tuning().tuningSeeds(); s++) {
          ofChoice.add(
              submitCandidate(
                  arm, choice, protocol.training().firstSeed() + s + TUNING_SEED_OFFSET));
        }
        ofArm.add(ofChoice);
      }
      jobs.add(ofArm);
    }
    List<Tuning> tunings = new ArrayList<>();
    for (int a = 0; a < jobs.size(); a++) {
      List<Tuning.Candidate> candidates = new ArrayList<>();
      for (int c = 0; c < jobs.get(a).size(); c++) {
        candidates.add(
            new Tuning.Candidate(
                Tuning.choices(protocol).get(c), pool.results(jobs.get(a).get(c))));
      }
      tunings.add(Tuning.of(protocol.arms().get(a), candidates));
    }
    return tunings;
  }

  private Future<Double> submitCandidate(Arm arm, Tuning.Choice choice, long seed) {
    String name =
        String.format(
            Locale.ROOT,
            "tuning-%s-margin%s-rate%s-seed%d",
            fileName(arm.name()),
            choice.margin(),
            choice.learningRate(),
            seed);
    return submit(
        "tuning " + arm.name(),
        name,
        Double.class,
        protocol.tuning().tuningEpochs() + 1,
        (laboratory, epochs) -> {
          // One that fails ends the experiment: a choice without it would be another experiment.
          TrainingRun run =
              new TrainingRun(
                      laboratory,
                      arm,
                      seed,
                      protocol.tuning().tuningEpochs(),
                      choice.margin(),
                      choice.learningRate())
                  .run(epochs);
          return Made.of(run.diverged || Double.isNaN(run.best) ? 0.0 : run.best);
        });
  }

  private Future<Untrained> submitUntrained(long seed) {
    return submit(
        "untrained seed " + seed,
        "untrained-seed" + seed,
        Untrained.class,
        1,
        (laboratory, _) -> {
          float margin = protocol.tuning().margins().getFirst();
          Weights weights =
              Weights.glorotUniform(
                  protocol
                      .spec(
                          laboratory.train.images().pixelsPerImage(),
                          margin,
                          protocol.tuning().learningRates().getFirst())
                      .network(),
                  seed);
          return Made.of(
              new Untrained(
                  seed,
                  new Scorer(laboratory)
                      .score(
                          Space.of(laboratory, weights),
                          seed,
                          margin,
                          seed == protocol.training().firstSeed())));
        });
  }

  private Future<Trial> submitTrial(Arm arm, long seed, Tuning.Choice choice) {
    return submit(
        String.format(Locale.ROOT, "%s seed %d", arm.name(), seed),
        String.format(Locale.ROOT, "%s-seed%d", fileName(arm.name()), seed),
        Trial.class,
        protocol.training().epochs() + 1,
        (laboratory, epochs) -> {
          try {
            return Made.of(new TrialRun(laboratory, arm, seed, choice).run(epochs));
          } catch (RuntimeException | OutOfMemoryError e) {
            String reason = reasonToGoOn(e);
            return new Made<>(Trial.failed(arm.name(), seed, choice, e), reason);
          }
        });
  }

  /**
   * Why a trial failed, where that is no reason to end the others.
   *
   * @throws RuntimeException the same, if a device is gone or the input is wrong
   */
  private static String reasonToGoOn(Throwable e) {
    if (e instanceof DeviceException || e instanceof InputException) {
      throw (RuntimeException) e;
    }
    return Trial.reason(e);
  }

  private static String fileName(String arm) {
    return arm.replace(':', '-');
  }

  /** Makes a part, and tells after each epoch. */
  private interface Part<T> {
    Made<T> make(Laboratory laboratory, Runnable afterEpoch) throws Exception;
  }

  /**
   * A part.
   *
   * @param failure why it could not be made as it should have been, or null; then it is not kept,
   *     so that going on with the experiment tries again
   */
  private record Made<T>(T part, String failure) {
    static <T> Made<T> of(T part) {
      return new Made<>(part, null);
    }
  }

  /** A part from the notebook, or made and kept. */
  private <T> Future<T> submit(String what, String name, Class<T> type, int items, Part<T> work) {
    return pool.submit(
        what,
        laboratory -> {
          Made<T> made = notebook.find(name, type).map(Made::of).orElse(null);
          AtomicInteger epochs = new AtomicInteger();
          if (made == null) {
            Runnable afterEpoch =
                () -> listener.advanced(what + " epoch " + epochs.incrementAndGet(), 1);
            made = work.make(laboratory, afterEpoch);
            if (made.failure() == null) {
              notebook.keep(name, made.part());
            }
          }
          String outcome = made.failure() != null ? " " + made.failure() : headline(made.part());
          listener.advanced(what + outcome, items - epochs.get());
          return made.part();
        });
  }

  private static String headline(Object part) {
    if (!(part instanceof Trial trial)) {
      return "";
    }
    return trial.scores() == null
        ? " " + trial.health()
        : String.format(Locale.ROOT, " %.2f %%", 100 * trial.scores().nearestNeighbours());
  }
}
