package anchorbench.compare;

/**
 * One row of a comparison.
 *
 * @param row what was timed: kernel, parameters, engine
 * @param baselineMicros mean, NaN where there is none; likewise contenderMicros
 * @param ratio null where there is nothing to divide
 * @param adjustedP Holm's, over all rows; NaN likewise
 * @param note why a row is no time, or what its reader must know
 */
public record RowChange(
    String row,
    Change change,
    double baselineMicros,
    double contenderMicros,
    LogRatio ratio,
    double adjustedP,
    String note) {

  private static final String CEILING = " ceiling";

  /** Whether the machine itself was timed: a change is not the contender's doing. */
  public boolean isCeiling() {
    return isCeiling(row);
  }

  static boolean isCeiling(String row) {
    return row.endsWith(CEILING);
  }

  /** What can be said of a row. */
  public enum Change {
    FASTER,
    SLOWER,
    /** The interval lies within the smallest effect of interest. */
    SAME,
    /** A ceiling is another: the machine was not the same, whatever the contender did. */
    MACHINE,
    /** Neither a change nor its absence is shown. */
    UNDECIDED,
    NEW,
    MISSING,
    /** A time before, none now. */
    FAILED,
    /** Both timed, but not with the same threads or precision. */
    INCOMPARABLE
  }
}
