package anchorbench.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.InputException;
import anchorbench.data.DataSet;
import anchorbench.data.SyntheticGarments;
import anchorbench.engine.Engine;
import anchorbench.engine.EngineWithTrainers;
import anchorbench.engine.registry.Engines;
import anchorbench.experiment.Comparison.Finding;
import anchorbench.experiment.Trial.Health;
import anchorbench.experiment.arm.Arms;
import anchorbench.experiment.protocol.ArmChoice;
import anchorbench.experiment.protocol.Cadence;
import anchorbench.experiment.protocol.Choice;
import anchorbench.experiment.protocol.DataSettings;
import anchorbench.experiment.protocol.JudgedBy;
import anchorbench.experiment.protocol.Keep;
import anchorbench.experiment.protocol.MeansFrom;
import anchorbench.experiment.protocol.Protocol;
import anchorbench.experiment.protocol.SubsetSettings;
import anchorbench.experiment.protocol.TestSettings;
import anchorbench.experiment.protocol.TuningSettings;
import anchorbench.experiment.protocol.ValidationSettings;
import anchorbench.result.ExperimentFolder;
import anchorbench.triplet.TripletSampler.Supply;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole comparison on a few drawn images. */
class ExperimentTest {
  private static final List<String> TWO_ARMS = List.of("random", "mean:20");

  @TempDir Path folder;

  private final DataSet data = new SyntheticGarments(3).dataSet(1200, 400);

  private static Protocol protocol(
      List<String> arms, int seeds, int epochs, List<Float> margins, double... learningRates) {
    return protocol("784-32-16", arms, seeds, epochs, margins, learningRates);
  }

  private static Protocol protocol(
      String network,
      List<String> arms,
      int seeds,
      int epochs,
      List<Float> margins,
      double... learningRates) {
    return TestProtocols.sized(
            TestProtocols.small(network, arms.toArray(String[]::new)), seeds, epochs, 60, 50)
        .with(
            new TuningSettings(
                margins,
                java.util.Arrays.stream(learningRates).boxed().toList(),
                1,
                1,
                0,
                false,
                List.of()))
        .with(new TestSettings(100, 3));
  }

  private static Protocol protocol(int seeds, int epochs, double learningRate) {
    return protocol(TWO_ARMS, seeds, epochs, List.of(1f), learningRate);
  }

  private Experiment.Outcome run(int concurrently, Protocol protocol, TrialStore store) {
    try (Engine engine = Engines.open("cpu", 1)) {
      return Experiment.run(engine, concurrently, data, protocol, store, Experiment.Listener.NONE);
    }
  }

  private Experiment.Outcome run(Protocol protocol) {
    return run(2, protocol, TrialStore.NONE);
  }

  /** All that must repeat: everything but the times. */
  private static void assertSameNumbers(Experiment.Outcome one, Experiment.Outcome other) {
    assertEquals(one.trials().size(), other.trials().size());
    for (int i = 0; i < one.trials().size(); i++) {
      Trial a = one.trials().get(i);
      Trial b = other.trials().get(i);
      assertEquals(a.scores(), b.scores());
      assertEquals(a.epochs().losses(), b.epochs().losses());
      assertEquals(a.epochs().validation(), b.epochs().validation());
      assertEquals(a.testedEpoch(), b.testedEpoch());
    }
    assertEquals(one.tunings(), other.tunings());
    assertEquals(one.pixels(), other.pixels());
    assertEquals(one.untrained(), other.untrained());
    assertEquals(
        one.comparisons().stream().map(ExperimentTest::timeless).toList(),
        other.comparisons().stream().map(ExperimentTest::timeless).toList());
  }

  private static List<Object> timeless(Comparison comparison) {
    return List.of(
        comparison.rows(),
        comparison.adjustedP(),
        comparison.finding(),
        comparison.verdict(),
        comparison.equivalence(),
        comparison.steady(),
        comparison.soon().triplets(),
        comparison.soon().steps());
  }

  @Test
  void sideBySideTrialsGiveTheSameNumbersAsOneByOne() {
    Protocol protocol = protocol(TWO_ARMS, 3, 3, List.of(0.5f, 1f), 1e-3);
    assertSameNumbers(run(1, protocol, TrialStore.NONE), run(2, protocol, TrialStore.NONE));
  }

  @Test
  void everyArmTrains() {
    List<String> arms =
        Arms.names().stream()
            .filter(name -> !name.endsWith("@patience"))
            .map(name -> name.replace("N", "1").replace("K", "2"))
            .toList();
    // Batch-hard mining collapses at the rates that the others like.
    Experiment.Outcome outcome = run(protocol(arms, 1, 8, List.of(0.2f), 2e-4));
    double untrained = outcome.untrained().getFirst().scores().nearestMean();
    for (Trial trial : outcome.trials()) {
      assertEquals(Health.TRAINED, trial.health(), trial.toString());
      double least = trial.arm().startsWith("batch-hard") ? 0.3 : untrained;
      assertTrue(
          trial.scores().nearestMean() > least,
          trial.arm() + ": " + trial.scores().nearestMean() + ", untrained " + untrained);
      assertTrue(
          trial.epochs().losses().getLast() < trial.epochs().losses().getFirst(), trial.toString());
    }
    assertEquals(arms.size() - 1, outcome.comparisons().size());
    // Each trains differently.
    assertEquals(
        arms.size(),
        outcome.trials().stream().map(trial -> trial.epochs().losses()).distinct().count());
  }

  @Test
  void trainingHelpsAndIsFarFromPerfect() {
    Experiment.Outcome outcome = run(protocol(6, 8, 1e-3));
    for (Trial trial : outcome.trials()) {
      assertEquals(Health.TRAINED, trial.health());
      double before =
          outcome.untrained().get((int) trial.seed() - 1).scores().under(trial.arm()).accuracy();
      double after = trial.scores().under(trial.arm()).accuracy();
      assertTrue(after > before + 0.03, before + " to " + after);
      assertTrue(trial.scores().nearestNeighbours() < 0.95);
      List<Integer> judged = trial.epochs().judged();
      assertEquals(IntStream.rangeClosed(0, 8).boxed().toList(), judged);
      double best = trial.epochs().validation().get(judged.indexOf(trial.testedEpoch()));
      assertTrue(trial.epochs().validation().stream().allMatch(each -> each <= best));
    }
    String verdict = outcome.comparisons().getFirst().verdict();
    assertTrue(verdict.contains("6 paired seeds"), verdict);
  }

  @Test
  void everyArmGetsTheSameChoices() {
    Experiment.Outcome outcome = run(protocol(TWO_ARMS, 1, 1, List.of(0.2f, 1f), 1e-4, 1e-3));
    assertEquals(2, outcome.tunings().size());
    for (Tuning tuning : outcome.tunings()) {
      assertEquals(
          new ChoiceGrid(List.of(0.2f, 1f), List.of(1e-4, 1e-3)).all(),
          tuning.candidates().stream().map(Tuning.Candidate::choice).toList());
      double chosen =
          tuning.candidates().stream()
              .filter(each -> each.choice().equals(tuning.choice()))
              .findFirst()
              .orElseThrow()
              .mean();
      assertTrue(tuning.candidates().stream().allMatch(each -> each.mean() <= chosen));
      Trial trial = outcome.ofArm(tuning.arm()).getFirst();
      assertEquals(
          tuning.choice(), new Choice(trial.choice().margin(), trial.choice().learningRate()));
    }
  }

  /** Every arm is told of, however small the folder: a phase, a loss and a miner of its own. */
  @Test
  void anArmChangesItsAnchorsBehindItsShareOfTheEpochs() {
    List<String> arms = List.of("mean:20", "mean:20>random@50%", "mean:20>random@patience");
    Protocol patient =
        protocol(1, 6, 1e-3)
            .with(
                new ValidationSettings(JudgedBy.IMAGES, 1 / 6.0, 2, Keep.BEST, Cadence.EACH_EPOCH))
            .with(arms);
    Experiment.Outcome outcome = run(patient);
    List<Float> means = outcome.trials().get(0).epochs().losses();
    List<Float> changed = outcome.trials().get(1).epochs().losses();
    assertEquals(means.subList(0, 3), changed.subList(0, 3));
    // Triplets of images have a larger loss at once.
    assertTrue(changed.get(3) > means.get(3), changed + " and " + means);
    List<GradientNoise> noise = outcome.trials().get(1).epochs().gradients();
    assertEquals(List.of(0, 1, 2, 4), noise.stream().map(GradientNoise::epochs).toList());
  }

  @Test
  void unseenClassesAreTestedAloneAndNotTrainedOn() {
    Protocol unseen =
        protocol(TWO_ARMS, 1, 2, List.of(1f), 1e-3)
            .with(new SubsetSettings(0, 0, List.of(3, 7, 8)));
    Experiment.Outcome outcome = run(unseen);
    assertEquals(
        "MAP@R of unseen classes", outcome.comparisons().getFirst().rows().getFirst().measure());
    Scores scores = outcome.trials().getFirst().scores();
    assertTrue(scores.unseen().mapAtR() > 1 / 3.0, scores.toString());
    assertTrue(scores.unseen().mapAtR() <= scores.unseen().rPrecision(), scores.toString());
    assertEquals(60 * 7, outcome.tripletsPerEpoch());
  }

  @Test
  void labelNoiseAndFewImagesMakeTrainingWorse() {
    Protocol all = protocol(List.of("random"), 2, 4, List.of(1f), 1e-3);
    double whole = nearestNeighbours(run(all));
    double few = nearestNeighbours(run(all.with(new SubsetSettings(5, 0, List.of()))));
    double noisy = nearestNeighbours(run(all.with(new SubsetSettings(0, 0.4, List.of()))));
    assertTrue(few < whole, few + " and " + whole);
    assertTrue(noisy < whole, noisy + " and " + whole);
  }

  private static double nearestNeighbours(Experiment.Outcome outcome) {
    return outcome.trials().stream()
        .mapToDouble(trial -> trial.scores().nearestNeighbours())
        .average()
        .orElseThrow();
  }

  /** The reference takes such a loss and others do not: the refusal comes before any training. */
  @Test
  void anArmWhoseLossTheEngineDoesNotTakeIsRefused() {
    Protocol protocol = protocol(List.of("random", "centroid-triplet"), 1, 1, List.of(1f), 1e-3);
    try (Engine cpu = Engines.open("cpu", 1)) {
      Engine other = new EngineWithTrainers(cpu, cpu.descriptor(), () -> {});
      Exception e =
          assertThrows(
              InputException.class,
              () ->
                  Experiment.run(
                      other, 1, data, protocol, TrialStore.NONE, Experiment.Listener.NONE));
      assertTrue(e.getMessage().contains("centroid-triplet"), e.getMessage());
      assertTrue(e.getMessage().contains("--engine cpu"), e.getMessage());
    }
  }

  @Test
  void eachArmIsTrainedWithWhatIsGivenToIt() {
    Protocol protocol =
        protocol(1, 1, 1e-3)
            .with(
                TuningSettings.of(
                    List.of(
                        new ArmChoice("mean:20", new Choice(0.5f, 3e-3)),
                        new ArmChoice("medoid", new Choice(4f, 1e-2)),
                        new ArmChoice("random", new Choice(2f, 1e-4)))));
    Experiment.Outcome outcome = run(protocol);
    assertEquals(List.of(), outcome.tunings());
    assertEquals(
        List.of(new Choice(2f, 1e-4), new Choice(0.5f, 3e-3)),
        outcome.trials().stream().map(Trial::choice).toList());
  }

  @Test
  void theNotebooksWayHoldsTripletsOutAndStopsEarly() {
    Protocol blog =
        TestProtocols.sized(
                TestProtocols.small("784-32-16", TWO_ARMS.toArray(String[]::new)), 1, 40, 60, 50)
            .with(TuningSettings.only(0.4f, 3e-3))
            .with(new DataSettings(60, Supply.POOL, MeansFrom.TEST, 1 / 255f, false))
            .with(new ValidationSettings(JudgedBy.TRIPLETS, 0.05, 1, Keep.LAST, Cadence.EACH_EPOCH))
            .with(new TestSettings(100, 3));
    for (Trial trial : run(blog).trials()) {
      assertEquals(30, trial.heldOut().triplets());
      assertTrue(
          trial.epochs().losses().size() < 40, "stopped after " + trial.epochs().losses().size());
      assertEquals(trial.epochs().losses().size(), trial.testedEpoch());
    }
  }

  @Test
  void divergenceIsNamedAndLeftOut() {
    Experiment.Outcome outcome = run(protocol(2, 2, 1e30));
    for (Trial trial : outcome.trials()) {
      assertEquals(Health.DIVERGED, trial.health());
      assertNotNull(trial.diagnosis());
      assertNull(trial.scores());
    }
    assertEquals(2, outcome.comparisons().getFirst().unusable());
    assertTrue(outcome.comparisons().getFirst().verdict().startsWith("No verdict"));
  }

  @Test
  void collapseIsNamedAndLeftOut() {
    // Batch-hard mining at a rate that is too high for it: every image becomes the same point.
    Protocol protocol =
        TestProtocols.sized(TestProtocols.small("784-32-16", "batch-hard"), 1, 6, 60, 50)
            .with(new ValidationSettings(JudgedBy.NONE, 0, 0, Keep.LAST, Cadence.EACH_EPOCH))
            .with(TuningSettings.only(0.5f, 1e-3))
            .with(new TestSettings(100, 3));
    Trial trial = run(protocol).trials().getFirst();
    assertEquals(Health.COLLAPSED, trial.health(), trial.toString());
    assertTrue(trial.diagnosis().contains("images of different classes are"), trial.diagnosis());
    assertNotNull(trial.scores());
    assertTrue(
        trial.epochs().losses().size() < 6, "ended after epoch " + trial.epochs().losses().size());
    assertEquals(trial.epochs().losses().size(), trial.testedEpoch());
  }

  /** A trial that fails costs the others nothing, and going on tries it again. */
  @Test
  void aFailedTrialIsRecordedAndTheOthersGoOn() {
    Protocol protocol = protocol(1, 1, 1e-3);
    ExperimentFolder parts = ExperimentFolder.begin(folder, protocol, data, "cpu");
    Experiment.Outcome outcome;
    try (Engine engine = failingOnce()) {
      outcome = Experiment.run(engine, 1, data, protocol, parts, Experiment.Listener.NONE);
    }
    Trial failed = outcome.trials().getFirst();
    assertEquals(Health.FAILED, failed.health());
    assertEquals("IllegalStateException: it was the heat", failed.diagnosis());
    assertNull(failed.scores());
    assertEquals(Health.TRAINED, outcome.trials().getLast().health());
    String verdict = outcome.comparisons().getFirst().verdict();
    assertTrue(
        verdict.startsWith("No verdict on mean:20 against random: no seed trained in both"),
        verdict);
    assertEquals(Health.TRAINED, run(1, protocol, parts).trials().getFirst().health());
  }

  /** The processor, whose first trainer does not come to be. */
  private static Engine failingOnce() {
    Engine engine = Engines.open("cpu", 1);
    AtomicInteger trainers = new AtomicInteger();
    return new EngineWithTrainers(
        engine,
        engine.descriptor(),
        () -> {
          if (trainers.getAndIncrement() == 0) {
            throw new IllegalStateException("it was the heat");
          }
        });
  }

  /** Its map has one axis, and its distances are differences. */
  @Test
  void aNetworkOfOneOutputIsAnExperimentToo() {
    Protocol one = protocol("784-16-1", TWO_ARMS, 1, 1, List.of(1f), 1e-3);
    Trial trial = run(one).trials().getFirst();
    assertEquals(Health.TRAINED, trial.health(), trial.toString());
    assertEquals(1, trial.scores().geometry().effectiveRank());
    assertTrue(trial.scores().map().y().stream().allMatch(y -> y == 0));
  }

  @Test
  void fewSeedsGiveNoVerdict() {
    Comparison comparison = run(protocol(2, 1, 1e-3)).comparisons().getFirst();
    assertEquals(Finding.REFUSED, comparison.finding());
    assertTrue(comparison.verdict().contains("at least 6"), comparison.verdict());
  }

  @Test
  void whatTheImagesCannotGiveIsRefusedBeforeTraining() {
    Protocol tooMany = protocol(List.of("random", "mean:5000"), 1, 1, List.of(1f), 1e-3);
    AtomicInteger kept = new AtomicInteger();
    TrialStore counting =
        new TrialStore() {
          @Override
          public <T> Optional<T> find(String name, Class<T> type) {
            return Optional.empty();
          }

          @Override
          public void keep(String name, Object part) {
            kept.incrementAndGet();
          }
        };
    assertThrows(InputException.class, () -> run(1, tooMany, counting));
    assertEquals(0, kept.get());
  }

  /** Files may have been copied from another folder. */
  @Test
  void aPartOfAnotherExperimentIsRefused() {
    Protocol protocol = protocol(TWO_ARMS, 1, 1, List.of(1f), 1e-3);
    ExperimentFolder parts = ExperimentFolder.begin(folder, protocol, data, "cpu");
    run(1, protocol, parts);
    Exception settings =
        assertThrows(
            InputException.class,
            () -> run(1, protocol.with(TuningSettings.only(0.5f, 1e-3)), parts));
    assertTrue(
        settings
            .getMessage()
            .startsWith(
                "random-seed1 was trained with margin 1.0 and learning rate 0.001, and here 0.5"),
        settings.getMessage());
    Protocol moreTests = protocol.with(List.of("random", "mean:20", "mean:all"));
    Exception tests = assertThrows(InputException.class, () -> run(1, moreTests, parts));
    assertTrue(tests.getMessage().contains("not tested with mean:all anchors"), tests.getMessage());
    assertTrue(tests.getMessage().contains("delete"), tests.getMessage());
  }

  /** A run that stops anywhere and is gone on with ends as if nothing had been. */
  @Test
  void aRunCutOffGoesOnToTheSameNumbers() {
    Protocol protocol = protocol(TWO_ARMS, 2, 2, List.of(0.5f, 1f), 1e-3);
    Experiment.Outcome whole = run(protocol);
    ExperimentFolder parts = ExperimentFolder.begin(folder, protocol, data, "cpu");
    for (int survived : new int[] {1, 2, 4}) {
      AtomicInteger left = new AtomicInteger(survived);
      assertThrows(IllegalStateException.class, () -> run(2, protocol, dyingAfter(left, parts)));
    }
    Experiment.Outcome resumed =
        run(
            2,
            ExperimentFolder.read(folder).protocol(),
            ExperimentFolder.resume(folder, data, "cpu"));
    assertSameNumbers(whole, resumed);
  }

  private static TrialStore dyingAfter(AtomicInteger left, TrialStore parts) {
    return new TrialStore() {
      @Override
      public <T> Optional<T> find(String name, Class<T> type) {
        return parts.find(name, type);
      }

      @Override
      public void keep(String name, Object part) {
        if (left.getAndDecrement() <= 0) {
          throw new IllegalArgumentException("the power went out");
        }
        parts.keep(name, part);
      }
    };
  }

  @Test
  void anotherExperimentIsNotGoneOnWith() {
    ExperimentFolder.begin(folder, protocol(1, 1, 1e-3), data, "cpu");
    DataSet others = new SyntheticGarments(4).dataSet(1200, 400);
    Exception images =
        assertThrows(InputException.class, () -> ExperimentFolder.resume(folder, others, "cpu"));
    assertTrue(images.getMessage().contains(data.checksum()), images.getMessage());
    Exception engine =
        assertThrows(InputException.class, () -> ExperimentFolder.resume(folder, data, "nd4j"));
    assertTrue(engine.getMessage().contains("begun on engine cpu, resumed on nd4j"));
  }
}
