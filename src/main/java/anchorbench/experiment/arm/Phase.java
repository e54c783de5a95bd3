package anchorbench.experiment.arm;

import anchorbench.triplet.Anchors;

/**
 * A stretch of an arm's training.
 *
 * @param anchors of its triplets
 * @param endsAt share of all epochs behind which the next one begins; 0 if it begins once patience
 *     is over. The last phase goes on to the end
 */
public record Phase(Anchors anchors, double endsAt) {
  /** The only phase, or the last. */
  static Phase toTheEnd(Anchors anchors) {
    return new Phase(anchors, 1);
  }

  /** Whether it ends when validation has not risen for as long as patience lasts. */
  public boolean endsByPatience() {
    return endsAt == 0;
  }

  /** The last of its epochs, counted from 1, of so many in all. */
  public int lastOf(int epochs) {
    return (int) Math.round(endsAt * epochs);
  }
}
