package anchorbench.decode;

import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/**
 * Finds images that are cut off: of such a JPEG the decoder makes a whole picture, grey where the
 * file ends, and only warns.
 */
final class ReadWarnings implements IIOReadWarningListener {
  private String cutOff;

  @Override
  public void warningOccurred(ImageReader source, String warning) {
    String lower = warning.toLowerCase(Locale.ROOT);
    if (cutOff == null && (lower.contains("truncated") || lower.contains("premature end"))) {
      cutOff = warning;
    }
  }

  void requireWhole() throws UnreadableImageException {
    if (cutOff != null) {
      throw new UnreadableImageException("it is cut off: " + cutOff);
    }
  }
}
