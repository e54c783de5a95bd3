package anchorbench.experiment.arm;

import anchorbench.triplet.Anchors;

/**
 * A stretch of a training.
 *
 * @param arm that trains in it
 * @param endsAt share of all epochs behind which the next one begins; 0 if it begins once patience
 *     is over. The last phase goes on to the end
 */
public record Phase(Arm arm, double endsAt) {
  /** The only phase, or the last. */
  static Phase toTheEnd(Arm arm) {
    return new Phase(arm, 1);
  }

  /** Of its triplets. */
  public Anchors anchors() {
    return arm.anchors();
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
