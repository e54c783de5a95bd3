package anchorbench.decode;

import anchorbench.data.Shape;
import com.twelvemonkeys.imageio.metadata.Directory;
import com.twelvemonkeys.imageio.metadata.Entry;
import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFReader;
import java.io.IOException;
import javax.imageio.stream.ImageInputStream;

/**
 * How a camera was held: which way an image is turned before it is looked at. EXIF 2.32, tag 274;
 * in the order of its values from 1 on.
 */
enum Orientation {
  UPRIGHT(false, false, false),
  MIRRORED(false, false, true),
  HALF_TURN(false, true, true),
  MIRRORED_HALF_TURN(false, true, false),
  TRANSPOSED(true, false, false),
  /** A quarter turn clockwise. */
  QUARTER_TURN(true, true, false),
  TRANSVERSE(true, true, true),
  /** A quarter turn anticlockwise. */
  THREE_QUARTER_TURN(true, false, true);

  /** Whether rows become columns. */
  final boolean swapsAxes;

  private final boolean fromBottom;
  private final boolean fromRight;

  Orientation(boolean swapsAxes, boolean fromBottom, boolean fromRight) {
    this.swapsAxes = swapsAxes;
    this.fromBottom = fromBottom;
    this.fromRight = fromRight;
  }

  /**
   * What the file's EXIF says; upright where there is none, or where it is broken: it is no part of
   * the picture.
   */
  static Orientation of(byte[] file) {
    int begin = ExifBlock.in(file);
    if (begin < 0) {
      return UPRIGHT;
    }
    try (ImageInputStream exif = new ArrayInput(file, begin)) {
      Directory directory = new TIFFReader().read(exif);
      Entry entry = directory.getEntryById(TIFF.TAG_ORIENTATION);
      if (entry != null
          && entry.getValue() instanceof Number number
          && number.intValue() >= 1
          && number.intValue() <= values().length) {
        return values()[number.intValue() - 1];
      }
    } catch (IOException | RuntimeException e) {
      return UPRIGHT;
    }
    return UPRIGHT;
  }

  Planes apply(Planes image) {
    if (this == UPRIGHT) {
      return image;
    }
    Shape from = image.shape();
    Shape to =
        swapsAxes
            ? new Shape(from.channels(), from.width(), from.height())
            : new Shape(from.channels(), from.height(), from.width());
    byte[] samples = new byte[to.size()];
    int next = 0;
    for (int channel = 0; channel < to.channels(); channel++) {
      for (int y = 0; y < to.height(); y++) {
        for (int x = 0; x < to.width(); x++) {
          int row = swapsAxes ? x : y;
          int column = swapsAxes ? y : x;
          int sourceRow = fromBottom ? from.height() - 1 - row : row;
          int sourceColumn = fromRight ? from.width() - 1 - column : column;
          samples[next++] =
              image.samples()[(channel * from.height() + sourceRow) * from.width() + sourceColumn];
        }
      }
    }
    return new Planes(samples, to);
  }
}
