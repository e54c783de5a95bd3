package anchorbench.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.experiment.arm.Arms;
import anchorbench.experiment.protocol.Cadence;
import anchorbench.experiment.protocol.JudgedBy;
import anchorbench.experiment.protocol.Keep;
import anchorbench.experiment.protocol.Protocol;
import anchorbench.experiment.protocol.TrainingSettings;
import anchorbench.experiment.protocol.ValidationSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Epochs in which validation rises are given; what becomes of the training is asked. */
class CourseTest {
  private static Course course(String arm, int epochs, int patience, String schedule) {
    Protocol protocol =
        TestProtocols.small("784-8", "random")
            .with(
                new ValidationSettings(
                    JudgedBy.IMAGES, 1 / 6.0, patience, Keep.BEST, Cadence.EACH_EPOCH));
    TrainingSettings training = protocol.training();
    return new Course(
        Arms.parse(arm),
        protocol.with(
            new TrainingSettings(
                1,
                1,
                epochs,
                training.network(),
                training.distance(),
                training.batchSize(),
                schedule)),
        epochs);
  }

  /** What each epoch was trained with: anchors and a factor on the rate. */
  private static List<String> epochs(Course course, Set<Integer> rises) {
    List<String> epochs = new ArrayList<>();
    for (int epoch = 1; !course.isOver(); epoch++) {
      epochs.add(String.format(Locale.ROOT, "%s %.4f", course.arm().name(), course.rateFactor()));
      course.advance(true, rises.contains(epoch));
    }
    return epochs;
  }

  @Test
  void endsWithTheEpochsOrWithPatience() {
    assertEquals(7, epochs(course("random", 7, 0, "constant"), Set.of(1)).size());
    assertEquals(6, epochs(course("random", 20, 4, "constant"), Set.of(1, 2)).size());
    assertTrue(course("random", 0, 0, "constant").isOver());
  }

  @Test
  void anEpochThatWasNotJudgedEndsNothing() {
    Course course = course("random", 20, 2, "constant");
    course.advance(true, true);
    for (int epoch = 2; epoch < 9; epoch++) {
      course.advance(false, false);
      assertFalse(course.isOver(), "epoch " + epoch);
    }
    course.advance(true, false);
    assertTrue(course.isOver());
  }

  @Test
  void aPhaseEndsBehindItsShareAndIsNotCutShortByPatience() {
    List<String> epochs = epochs(course("mean:3>random@40%", 10, 2, "constant"), Set.of(1, 6));
    // Best after 6, over after 8.
    assertEquals(8, epochs.size());
    assertTrue(epochs.subList(0, 4).stream().allMatch(each -> each.startsWith("mean:3 ")));
    assertTrue(epochs.subList(4, 8).stream().allMatch(each -> each.startsWith("random ")));
  }

  @Test
  void aPhaseEndsWhenPatienceIsOver() {
    List<String> epochs =
        epochs(course("mean:3>random@patience", 30, 3, "constant"), Set.of(1, 2, 7));
    // Best after 2, over after 5; best after 7, over after 10.
    assertEquals(10, epochs.size());
    assertTrue(epochs.get(4).startsWith("mean:3 ") && epochs.get(5).startsWith("random "));
  }

  @Test
  void theRateFallsToAThirdOnEveryPlateauAndBeginsAnewWithAPhase() {
    List<String> epochs = epochs(course("mean:3>random@50%", 12, 0, "plateau:2"), Set.of(1, 3));
    assertEquals(
        List.of("1.0000", "1.0000", "1.0000", "1.0000", "1.0000", "0.3333"),
        epochs.subList(0, 6).stream().map(each -> each.substring(7)).toList());
    assertEquals(
        List.of("1.0000", "1.0000", "0.3333", "0.3333", "0.1111", "0.1111"),
        epochs.subList(6, 12).stream().map(each -> each.substring(7)).toList());
  }

  @Test
  void aCosineFallsTowardsNothing() {
    List<String> epochs = epochs(course("random", 4, 0, "cosine"), Set.of());
    assertEquals(
        List.of("random 1.0000", "random 0.8536", "random 0.5000", "random 0.1464"), epochs);
  }

  @Test
  void sparserValidationKeepsToItsSpacingAndToTheLastEpoch() {
    List<Integer> judged =
        IntStream.rangeClosed(1, 75)
            .filter(epoch -> Cadence.SPARSER.judges(epoch, 75))
            .boxed()
            .toList();
    List<Integer> expected = new ArrayList<>(IntStream.rangeClosed(1, 16).boxed().toList());
    expected.addAll(
        List.of(18, 20, 22, 24, 26, 28, 30, 32, 36, 40, 44, 48, 52, 56, 60, 64, 72, 75));
    assertEquals(expected, judged);
    assertTrue(IntStream.rangeClosed(1, 75).allMatch(e -> Cadence.EACH_EPOCH.judges(e, 75)));
  }
}
