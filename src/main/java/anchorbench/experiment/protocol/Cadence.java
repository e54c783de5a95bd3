package anchorbench.experiment.protocol;

/** Which epochs are validated. */
public enum Cadence {
  EACH_EPOCH,
  /**
   * Each up to the 16th, every second up to the 32nd, every fourth up to the 64th, and so on; the
   * last one, too. A long training's validation costs little then, and a curve over its logarithm
   * has the same number of points everywhere.
   */
  SPARSER;

  private static final int DENSE = 16;

  /**
   * @param epoch from 1
   */
  public boolean judges(int epoch, int epochs) {
    int every = epoch <= DENSE ? 1 : Integer.highestOneBit((epoch - 1) / DENSE) * 2;
    return this == EACH_EPOCH || epoch == epochs || epoch % every == 0;
  }
}
