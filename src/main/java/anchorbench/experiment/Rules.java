package anchorbench.experiment;

/**
 * The versions of the rules by which differences are judged. A record keeps its own, so that a
 * check judges it as it was judged then.
 */
public final class Rules {
  /** The headline alone. */
  static final int HEADLINE = 1;

  /** Also an arm against its control, see {@link ComparedArms}. */
  static final int WITH_CONTROLS = 3;

  /** What new records are judged by. 2 asked also how soon, how steadily, and for equivalence. */
  public static final int CURRENT = WITH_CONTROLS;

  private Rules() {}
}
