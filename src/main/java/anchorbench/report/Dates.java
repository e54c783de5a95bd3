package anchorbench.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** Moments for a reader. */
final class Dates {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private Dates() {}

  /** E.g. {@code 25 Nov 2026, 18:11 UTC}; what is no moment stays as it is. */
  static String text(String utc) {
    try {
      return FORMAT.format(Instant.parse(utc));
    } catch (DateTimeParseException e) {
      return utc;
    }
  }
}
