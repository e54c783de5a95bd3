package anchorbench.compare;

/**
 * One row of a comparison.
 *
 * @param row what was timed: kernel, parameters, engine, and the two values if a field's are
 *     compared
 * @param peak whether the machine itself was timed: a change is not the contender's doing
 * @param baselineMicros mean, NaN where there is none; likewise contenderMicros
 * @param ratio null where there is nothing to divide
 * @param adjustedP Holm's, over all rows; NaN likewise
 * @param moreForks what would decide the row; null where it is decided, or its spread assumed
 * @param note why a row is no time, or what its reader must know
 */
public record RowChange(
    String row,
    boolean peak,
    Change change,
    double baselineMicros,
    double contenderMicros,
    LogRatio ratio,
    double adjustedP,
    MoreForks moreForks,
    String note) {

  /** What can be said of a row. */
  public enum Change {
    FASTER,
    SLOWER,
    /** Any change is smaller than the smallest effect of interest; after Holm over all rows. */
    SAME,
    /** A peak is another: the machine was not the same, whatever the contender did. */
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
