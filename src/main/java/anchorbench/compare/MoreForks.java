package anchorbench.compare;

/**
 * What would decide a row that is not.
 *
 * @param forks of each side, with which four of five comparisons would; {@link #MOST} stands for
 *     more as well
 * @param change that they would show, as a share; NaN where they would show that there is none
 */
public record MoreForks(int forks, double change) {
  /** Beyond these nobody waits. */
  static final int MOST = 1000;

  /** The number as a sentence has it. */
  public String count() {
    return forks < MOST ? String.valueOf(forks) : MOST + " or more";
  }
}
