package anchorbench.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.experiment.protocol.Choice;
import anchorbench.experiment.protocol.Protocol;
import anchorbench.experiment.protocol.TuningSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A search over arms whose accuracy at every choice is a formula. */
class TuningSearchTest {
  /** Every arm's best choice is where its peak is, on a scale of logarithms. */
  private static double hill(Choice choice, double margin, double rate) {
    double m = Math.log(choice.margin() / margin);
    double r = Math.log(choice.learningRate() / rate);
    return 0.9 / (1 + m * m + r * r);
  }

  /** Makes parts at once, and remembers them. */
  private static final class Formula implements PartRunner {
    private final ToDoubleBiFunction<String, Part.Candidate> accuracy;
    final List<Part.Candidate> made = new ArrayList<>();

    Formula(ToDoubleBiFunction<String, Part.Candidate> accuracy) {
      this.accuracy = accuracy;
    }

    @Override
    public <R> Future<R> submit(Part<R> part) {
      if (!(part instanceof Part.Candidate candidate)) {
        throw new IllegalArgumentException(part.toString());
      }
      made.add(candidate);
      double found = accuracy.applyAsDouble(candidate.arm(), candidate);
      Tuning.Attempt attempt = new Tuning.Attempt(found, found, Trial.Health.TRAINED);
      return CompletableFuture.completedFuture(part.type().cast(attempt));
    }

    @Override
    public <R> R result(Future<R> part) {
      return part.resultNow();
    }

    @Override
    public String engine() {
      return "formula";
    }

    @Override
    public ValidationSplit.Kind splitKind() {
      return ValidationSplit.Kind.LAST;
    }

    @Override
    public long tripletsPerEpoch() {
      return 1;
    }

    @Override
    public void close() {}
  }

  private static Protocol protocol(TuningSettings choices) {
    return TestProtocols.small("784-8", "random", "mean:3").with(choices);
  }

  private static final TuningSettings NINE =
      new TuningSettings(
          List.of(0.2f, 0.5f, 1f), List.of(3e-4, 1e-3, 3e-3), 2, 18, 2, true, List.of());

  @Test
  void theGridGrowsUntilTheBestHasWorseNeighboursOnEverySide() {
    Formula formula =
        new Formula(
            (arm, part) ->
                arm.equals("random")
                    ? hill(part.choice(), 4, 1e-3)
                    : hill(part.choice(), 0.5, 3e-5));
    List<Tuning> tunings = new TuningSearch(protocol(NINE), formula).run();
    assertEquals(new Choice(4, 1e-3), tunings.get(0).choice());
    Choice second = tunings.get(1).choice();
    assertEquals(0.5f, second.margin());
    assertEquals(2.7e-5, second.learningRate(), 1e-6);
    for (Tuning tuning : tunings) {
      Map<Choice, Double> last =
          tuning.lastRound().stream()
              .collect(Collectors.toMap(Tuning.Candidate::choice, Tuning.Candidate::mean));
      double best = last.get(tuning.choice());
      long beside =
          last.keySet().stream()
              .filter(
                  each ->
                      each.margin() == tuning.choice().margin()
                          ^ each.learningRate() == tuning.choice().learningRate())
              .count();
      assertTrue(beside >= ChoiceGrid.SIDES, "only " + beside + " beside " + tuning.choice());
      assertTrue(last.values().stream().allMatch(each -> each <= best));
    }
  }

  @Test
  void everyArmIsTrainedOnTheSameChoicesForAsLong() {
    Formula formula =
        new Formula(
            (arm, part) ->
                arm.equals("random")
                    ? hill(part.choice(), 4, 1e-3)
                    : hill(part.choice(), 0.2, 3e-3));
    List<Tuning> tunings = new TuningSearch(protocol(NINE), formula).run();
    assertEquals(budget(formula, "random"), budget(formula, "mean:3"));
    assertEquals(
        tunings.get(0).candidates().stream().map(Tuning.Candidate::choice).toList(),
        tunings.get(1).candidates().stream().map(Tuning.Candidate::choice).toList());
    // No part is made twice.
    assertEquals(formula.made.size(), formula.made.stream().map(Part::name).distinct().count());
  }

  private static List<String> budget(Formula formula, String arm) {
    return formula.made.stream()
        .filter(part -> part.arm().equals(arm))
        .map(part -> part.name().replace(arm.replace(':', '-'), ""))
        .sorted()
        .toList();
  }

  @Test
  void roundsHaveThreeTimesTheEpochsOfTheOneBefore() {
    assertEquals(List.of(2, 6, 18), NINE.rounds());
    Formula formula = new Formula((arm, part) -> hill(part.choice(), 0.5, 1e-3));
    new TuningSearch(protocol(NINE), formula).run();
    Map<Integer, Long> ofRandom =
        formula.made.stream()
            .filter(part -> part.arm().equals("random"))
            .collect(Collectors.groupingBy(Part.Candidate::epochs, Collectors.counting()));
    // Nine choices, the best three, the best one and the four beside it; two seeds each.
    assertEquals(Map.of(2, 18L, 6, 6L, 18, 10L), ofRandom);
  }

  @Test
  void withoutRoundsAndBracketsItIsAGrid() {
    Formula formula = new Formula((arm, part) -> hill(part.choice(), 4, 1e-3));
    TuningSettings plain =
        new TuningSettings(List.of(0.5f, 1f), List.of(1e-3), 1, 3, 0, false, List.of());
    List<Tuning> tunings = new TuningSearch(protocol(plain), formula).run();
    assertEquals(new Choice(1, 1e-3), tunings.getFirst().choice());
    assertEquals(4, formula.made.size());
  }

  @Test
  void aFlatHillEndsTheSearchToo() {
    Formula formula = new Formula((arm, part) -> 0.5);
    List<Tuning> tunings = new TuningSearch(protocol(NINE), formula).run();
    assertEquals(new Choice(0.2f, 3e-4), tunings.getFirst().choice());
    assertTrue(formula.made.size() < 200, formula.made.size() + " parts");
  }

  /** What gets better without end is followed to the end of reason, not for ever. */
  @Test
  void aSlopeIsFollowedToTheEndOfReason() {
    Formula formula = new Formula((arm, part) -> 1 - 1 / (1.0 + part.choice().margin()));
    List<Tuning> tunings = new TuningSearch(protocol(NINE), formula).run();
    assertTrue(tunings.getFirst().choice().margin() > 400, tunings.getFirst().choice().toString());
  }
}
