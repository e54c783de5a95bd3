package anchorbench.metric;

/**
 * Accuracy of the k-nearest-neighbour classifier (Cover and Hart 1967): the most frequent class
 * among the neighbours, among equals the one with the nearest member.
 */
public final class NeighbourVote {
  private NeighbourVote() {}

  public static double accuracy(Neighbourhoods found, int classes) {
    int right = 0;
    for (int q = 0; q < found.queries(); q++) {
      right += winner(found, q, classes) == found.queryLabel(q) ? 1 : 0;
    }
    return (double) right / found.queries();
  }

  private static int winner(Neighbourhoods found, int query, int classes) {
    int[] votes = new int[classes];
    for (int rank = 0; rank < found.k(); rank++) {
      votes[found.label(query, rank)]++;
    }
    int winner = found.label(query, 0);
    for (int rank = 1; rank < found.k(); rank++) {
      int challenger = found.label(query, rank);
      winner = votes[challenger] > votes[winner] ? challenger : winner;
    }
    return winner;
  }
}
