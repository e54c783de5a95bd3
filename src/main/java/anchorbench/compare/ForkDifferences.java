package anchorbench.compare;

import anchorbench.statistics.ModeratedVariances;
import anchorbench.statistics.VarianceEstimate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Differences of all rows of a comparison. What two or three forks say of a row's spread is next to
 * nothing; the rows of one machine together say a good deal.
 */
final class ForkDifferences {
  private ForkDifferences() {}

  /** The same rows with spreads that inform one another; assumed ones stay as they are. */
  static List<ForkDifference> moderated(List<ForkDifference> rows) {
    List<VarianceEstimate> found =
        rows.stream().filter(row -> !row.assumed()).map(ForkDifference::spread).toList();
    Iterator<VarianceEstimate> moderated = ModeratedVariances.of(found).iterator();
    List<ForkDifference> all = new ArrayList<>();
    for (ForkDifference row : rows) {
      all.add(row.assumed() ? row : row.with(moderated.next()));
    }
    return all;
  }
}
