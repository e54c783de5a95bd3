package anchorbench.result;

/** Units that JMH gives a time of one operation in; a record has microseconds. */
public final class ScoreUnit {
  /** JMH's name of the one mode whose scores a record can hold. */
  public static final String MODE = "avgt";

  private ScoreUnit() {}

  /**
   * Microseconds in a unit.
   *
   * @param unit as JMH prints it, e.g. {@code ms/op}
   * @return NaN if it is no time of an operation, as {@code ops/us}
   */
  public static double micros(String unit) {
    return switch (unit) {
      case "ns/op" -> 1e-3;
      case "us/op" -> 1;
      case "ms/op" -> 1e3;
      case "s/op" -> 1e6;
      case "min/op" -> 60e6;
      case "hr/op" -> 3600e6;
      case "day/op" -> 86_400e6;
      case null, default -> Double.NaN;
    };
  }
}
