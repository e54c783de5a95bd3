package anchorbench.source;

import anchorbench.InputException;
import anchorbench.decode.PixelForm;
import java.util.Locale;

/**
 * What is to be made of what a person has.
 *
 * @param form of every image
 * @param testShare share of each class's images that become test images; null for the halves that
 *     the source has, or a fifth where it has none
 * @param skipUnreadable leave out files that cannot be decoded instead of stopping
 */
public record ReadOptions(PixelForm form, Double testShare, boolean skipUnreadable) {
  public static final ReadOptions NONE = new ReadOptions(PixelForm.AS_STORED, null, false);

  static final double USUAL_TEST_SHARE = 0.2;

  public ReadOptions {
    if (testShare != null && !(testShare > 0 && testShare < 1)) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "--test-share %s: expected a number between 0 and 1, as 0.2",
              testShare));
    }
  }

  /** As options of a command that is to read the same. */
  public String asGiven() {
    StringBuilder given = new StringBuilder();
    if (form.size() != null) {
      given.append(" --size ").append(form.size()).append(" --fit ").append(form.fit());
    }
    given.append(
        switch (form.channels()) {
          case AS_STORED -> "";
          case GREY -> " --grey";
          case COLOUR -> " --colour";
        });
    if (testShare != null) {
      given.append(" --test-share ").append(testShare);
    }
    return given.append(skipUnreadable ? " --skip-unreadable" : "").toString();
  }
}
