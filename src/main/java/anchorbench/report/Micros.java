package anchorbench.report;

import java.util.Locale;

/** Times and ratios as text. */
final class Micros {
  private static final double TENTHS_BELOW = 1000;

  private Micros() {}

  /** Empty for NaN. */
  static String text(double micros) {
    if (Double.isNaN(micros)) {
      return "";
    }
    return String.format(Locale.ROOT, micros < TENTHS_BELOW ? "%.1f" : "%,.0f", micros);
  }

  /** E.g. {@code 3.0}. */
  static String ratio(double ratio) {
    return String.format(Locale.ROOT, ratio < 10 ? "%.1f" : "%,.0f", ratio);
  }

  /** E.g. {@code 3.0x}. */
  static String times(double ratio) {
    return ratio(ratio) + "x";
  }
}
