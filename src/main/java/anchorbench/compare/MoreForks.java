package anchorbench.compare;

/**
 * What would decide a row that is not.
 *
 * @param forks of each side with which four of five comparisons would decide; {@link #MOST} stands
 *     for more as well
 * @param change that they would show, as a share; NaN where they would show that there is none
 */
public record MoreForks(int forks, double change) {
  /** Beyond these nobody waits. */
  static final int MOST = 1000;

  /** More than these are measured by hardly anybody: a quieter machine is the better cure. */
  static final int MANY = 20;

  /** The number as a sentence has it. */
  public String count() {
    return forks < MOST ? String.valueOf(forks) : MOST + " or more";
  }
}
