package anchorbench.decode;

import anchorbench.InputException;
import anchorbench.data.Shape;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What every image of a set is made into.
 *
 * @param size null for the size that all of them have
 */
public record PixelForm(Channels channels, Size size, Fit fit) {
  /** As the images are. */
  public static final PixelForm AS_STORED = new PixelForm(Channels.AS_STORED, null, Fit.PAD);

  /** How many planes an image has. */
  public enum Channels {
    /** Three if one image of the set is in colour. */
    AS_STORED,
    GREY,
    COLOUR
  }

  /** How an image of another aspect comes to the size. */
  public enum Fit {
    /** All of it is kept, with black beside it. */
    PAD,
    /** Its middle is kept. */
    CROP,
    /** All of it is kept; its aspect changes. */
    STRETCH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Height and width. */
  public record Size(int height, int width) {
    private static final Pattern TEXT = Pattern.compile("([1-9]\\d{0,4})x([1-9]\\d{0,4})");
    private static final int MOST = 16_384;

    /**
     * Reads {@code 32x32}: height, then width, as everything here has them.
     *
     * @throws InputException if it is none, or larger than 16384 either way
     */
    public static Size parse(String text) {
      Matcher matcher = TEXT.matcher(text);
      if (matcher.matches()) {
        Size size =
            new Size(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        if (size.height <= MOST && size.width <= MOST) {
          return size;
        }
      }
      throw new InputException(
          "--size %s: expected height and width, as 32x32, each at most %s".formatted(text, MOST));
    }

    @Override
    public String toString() {
      return height + "x" + width;
    }
  }

  /**
   * Area averages, see {@link AreaAverage}.
   *
   * @return of the size, if one is set
   */
  public Planes resized(Planes image) {
    if (size == null) {
      return image;
    }
    int height = image.shape().height();
    int width = image.shape().width();
    return switch (fit) {
      case STRETCH -> AreaAverage.resize(image, size.height, size.width);
      case PAD -> {
        double scale = Math.min((double) size.height / height, (double) size.width / width);
        Planes inner = AreaAverage.resize(image, scaled(height, scale), scaled(width, scale));
        yield centred(inner);
      }
      case CROP -> {
        double scale = Math.max((double) size.height / height, (double) size.width / width);
        // First the part that will be seen: averaging is the work.
        Planes part =
            centred(
                image,
                Math.min(height, scaled(size.height, 1 / scale)),
                Math.min(width, scaled(size.width, 1 / scale)));
        yield AreaAverage.resize(part, size.height, size.width);
      }
    };
  }

  private static int scaled(int length, double scale) {
    return Math.max(1, (int) Math.round(length * scale));
  }

  private Planes centred(Planes image) {
    return centred(image, size.height, size.width);
  }

  /** The middle of an image, with black around it where it is smaller. */
  private static Planes centred(Planes image, int height, int width) {
    Shape from = image.shape();
    if (from.height() == height && from.width() == width) {
      return image;
    }
    Shape to = new Shape(from.channels(), height, width);
    byte[] samples = new byte[to.size()];
    int down = Math.floorDiv(height - from.height(), 2);
    int right = Math.floorDiv(width - from.width(), 2);
    int rows = Math.min(height, from.height());
    int columns = Math.min(width, from.width());
    for (int channel = 0; channel < from.channels(); channel++) {
      for (int y = 0; y < rows; y++) {
        int source =
            (channel * from.height() + y - Math.min(0, down)) * from.width() - Math.min(0, right);
        int target = (channel * height + y + Math.max(0, down)) * width + Math.max(0, right);
        System.arraycopy(image.samples(), source, samples, target, columns);
      }
    }
    return new Planes(samples, to);
  }

  /** Of the size, in as many channels as are wanted; a set's own number is its reader's matter. */
  public Planes apply(Planes image) {
    return resized(
        switch (channels) {
          case AS_STORED -> image;
          case GREY -> image.grey();
          case COLOUR -> image.colour();
        });
  }

  /** Whether three planes are one plane three times. */
  public static boolean isGreyInColour(Planes image) {
    int plane = image.shape().height() * image.shape().width();
    byte[] samples = image.samples();
    return !image.isGrey()
        && Arrays.equals(samples, 0, plane, samples, plane, 2 * plane)
        && Arrays.equals(samples, 0, plane, samples, 2 * plane, 3 * plane);
  }

  public PixelForm with(Channels other) {
    return new PixelForm(other, size, fit);
  }
}
