package anchorbench.experiment;

import anchorbench.experiment.arm.Arm;
import anchorbench.experiment.arm.Arms;
import anchorbench.statistics.PairedDifference;
import java.util.ArrayList;
import java.util.List;

/** Two arms of one experiment, the second judged by the first. */
public record ComparedArms(String baseline, String arm) {
  /**
   * Every later arm against the first; since rules 3 also each arm against its control, where that
   * trains, too, and is not the first.
   *
   * @param rules see {@link Rules}
   */
  public static List<ComparedArms> of(int rules, List<String> arms) {
    String first = arms.getFirst();
    List<ComparedArms> compared = new ArrayList<>();
    for (String arm : arms.subList(1, arms.size())) {
      compared.add(new ComparedArms(first, arm));
    }
    if (rules >= Rules.WITH_CONTROLS) {
      for (String name : arms) {
        Arm control = Arms.parse(name).control();
        if (control != null && !control.name().equals(first) && arms.contains(control.name())) {
          compared.add(new ComparedArms(control.name(), name));
        }
      }
    }
    return compared;
  }

  /**
   * The fewest seeds that can show a difference: the smallest two-sided p of n sign flips is 2^(1 -
   * n), which Holm multiplies by the number of comparisons. 6 for one, 8 for four.
   */
  public static int seedsForAVerdict(int comparisons) {
    int seeds = 1;
    while (Math.scalb((double) comparisons, 1 - seeds) >= PairedDifference.LEVEL) {
      seeds++;
    }
    return seeds;
  }

  @Override
  public String toString() {
    return arm + " against " + baseline;
  }
}
