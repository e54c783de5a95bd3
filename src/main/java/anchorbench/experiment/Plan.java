package anchorbench.experiment;

import anchorbench.InputException;
import anchorbench.experiment.protocol.Protocol;
import anchorbench.statistics.PairedDifference;
import anchorbench.statistics.SeedsNeeded;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What an experiment needs to show differences, as a pilot of few seeds lets expect.
 *
 * @param pilotSeeds pairs that the pilot had
 * @param rows one for each comparison and difference
 */
public record Plan(int pilotSeeds, List<Row> rows) {
  private static final int FEWEST_PAIRS = 3;

  public Plan {
    rows = List.copyOf(rows);
  }

  /**
   * @param difference to be shown, as a share
   * @param secondsPerSeed trials of the baseline and of all arms from one seed, on one thread
   */
  public record Row(
      ComparedArms arms, double difference, SeedsNeeded seeds, double secondsPerSeed) {}

  /**
   * Before a pilot is trained.
   *
   * @throws InputException if it could not be planned by
   */
  public static void requirePossible(Protocol pilot) {
    if (pilot.arms().size() < 2 || pilot.training().seeds() < FEWEST_PAIRS) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "a plan needs a pilot of two arms or more and at least %d seeds; it has %d and %d",
              FEWEST_PAIRS,
              pilot.arms().size(),
              pilot.training().seeds()));
    }
  }

  /**
   * @param differences to be shown, as shares
   * @throws InputException if the pilot has too few pairs
   */
  public static Plan of(Experiment.Outcome pilot, List<Double> differences) {
    Protocol protocol = pilot.protocol();
    List<ComparedArms> compared = ComparedArms.of(Rules.CURRENT, protocol.arms());
    if (compared.isEmpty()) {
      throw new InputException("a plan compares arms: the pilot has one");
    }
    double perSeed = protocol.arms().stream().mapToDouble(arm -> secondsOfATrial(pilot, arm)).sum();
    List<Row> rows = new ArrayList<>();
    int pairs = Integer.MAX_VALUE;
    int most = 0;
    for (ComparedArms arms : compared) {
      double[] found =
          Pairs.of(arms.baseline(), arms.arm(), pilot.trials())
              .differences(Measure.headline(protocol));
      most = Math.max(most, found.length);
      // An arm that broke is told of elsewhere; the others can be planned.
      if (found.length >= FEWEST_PAIRS) {
        pairs = Math.min(pairs, found.length);
        for (double difference : differences) {
          rows.add(
              new Row(
                  arms,
                  difference,
                  SeedsNeeded.of(
                      found,
                      difference,
                      PairedDifference.LEVEL / compared.size(),
                      ComparedArms.seedsForAVerdict(compared.size())),
                  perSeed));
        }
      }
    }
    if (rows.isEmpty()) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "a plan needs a pilot of at least %d seeds that trained in both arms: this one has"
                  + " %d",
              FEWEST_PAIRS,
              most));
    }
    return new Plan(pairs, rows);
  }

  private static double secondsOfATrial(Experiment.Outcome pilot, String arm) {
    return pilot.ofArm(arm).stream()
        .map(Trial::seconds)
        .mapToDouble(each -> each.training() + each.validation() + each.scoring())
        .average()
        .orElse(0);
  }
}
