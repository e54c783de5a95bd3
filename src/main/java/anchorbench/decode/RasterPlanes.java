package anchorbench.decode;

import anchorbench.data.Shape;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.Arrays;

/**
 * The samples of Java's images in 8 bits.
 *
 * <p>Grey samples are taken as they are: Java takes its grey for a linear scale, and its own
 * conversion to RGB makes them brighter. Colours of another space are converted to sRGB. What is
 * transparent is laid on white.
 */
final class RasterPlanes {
  private static final int OPAQUE = 255;

  private RasterPlanes() {}

  /**
   * @throws UnreadableImageException if the samples are of a kind that has no 8 bits: floating
   *     point, 32 bits, signed
   */
  static Planes of(BufferedImage image) throws UnreadableImageException {
    ColorModel colours = image.getColorModel();
    if (colours instanceof IndexColorModel palette) {
      return ofPixels(image, isGrey(palette));
    }
    return switch (colours.getColorSpace().getType()) {
      case ColorSpace.TYPE_GRAY -> ofSamples(image, 1);
      case ColorSpace.TYPE_RGB ->
          colours.getColorSpace().isCS_sRGB() && isOfSamples(image)
              ? ofSamples(image, 3)
              : ofPixels(inStandardRgb(image), false);
      default -> ofPixels(inStandardRgb(image), false);
    };
  }

  private static boolean isOfSamples(BufferedImage image) {
    return image.getSampleModel() instanceof ComponentSampleModel;
  }

  private static boolean isGrey(IndexColorModel palette) {
    int[] entries = new int[palette.getMapSize()];
    palette.getRGBs(entries);
    return Arrays.stream(entries).allMatch(RasterPlanes::isGrey);
  }

  private static boolean isGrey(int argb) {
    int blue = argb & 0xff;
    return (argb >> 8 & 0xff) == blue && (argb >> 16 & 0xff) == blue;
  }

  private static BufferedImage inStandardRgb(BufferedImage image) {
    if (image.getColorModel().getColorSpace().isCS_sRGB()) {
      return image;
    }
    int type =
        image.getColorModel().hasAlpha()
            ? BufferedImage.TYPE_4BYTE_ABGR
            : BufferedImage.TYPE_3BYTE_BGR;
    BufferedImage converted = new BufferedImage(image.getWidth(), image.getHeight(), type);
    return new ColorConvertOp(null).filter(image, converted);
  }

  /** By the colour model: palettes, packed samples, converted spaces. */
  private static Planes ofPixels(BufferedImage image, boolean grey) {
    int width = image.getWidth();
    int plane = width * image.getHeight();
    byte[] samples = new byte[(grey ? 1 : 3) * plane];
    int[] row = new int[width];
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        int alpha = row[x] >>> 24;
        int at = y * width + x;
        if (grey) {
          samples[at] = onWhite(row[x] & 0xff, alpha);
        } else {
          samples[at] = onWhite(row[x] >> 16 & 0xff, alpha);
          samples[plane + at] = onWhite(row[x] >> 8 & 0xff, alpha);
          samples[2 * plane + at] = onWhite(row[x] & 0xff, alpha);
        }
      }
    }
    return new Planes(samples, new Shape(grey ? 1 : 3, image.getHeight(), width));
  }

  /** Samples as they lie, with or without one for opacity behind the {@code channels}. */
  private static Planes ofSamples(BufferedImage image, int channels)
      throws UnreadableImageException {
    Raster raster = image.getRaster();
    int width = image.getWidth();
    int height = image.getHeight();
    Shape shape = new Shape(channels, height, width);
    byte[] samples = new byte[shape.size()];
    if (raster.getNumBands() == channels
        && raster.getDataBuffer() instanceof DataBufferByte bytes
        && raster.getSampleModel() instanceof ComponentSampleModel model
        && isWhole(raster)
        && model.getSampleSize(0) == Byte.SIZE) {
      copy(bytes, model, shape, samples);
      return new Planes(samples, shape);
    }
    int bits = bits(raster);
    int bands = raster.getNumBands();
    int[] row = new int[bands * width];
    long most = (1L << bits) - 1;
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < width; x++) {
        int alpha = bands > channels ? eight(row[x * bands + channels], most) : OPAQUE;
        for (int channel = 0; channel < channels; channel++) {
          samples[(channel * height + y) * width + x] =
              onWhite(eight(row[x * bands + channel], most), alpha);
        }
      }
    }
    return new Planes(samples, shape);
  }

  /** Whether the image is all of its buffer, from its beginning. */
  private static boolean isWhole(Raster raster) {
    return raster.getParent() == null
        && raster.getSampleModelTranslateX() == 0
        && raster.getSampleModelTranslateY() == 0
        && raster.getDataBuffer().getNumBanks() == 1;
  }

  private static void copy(
      DataBufferByte bytes, ComponentSampleModel model, Shape shape, byte[] samples) {
    byte[] source = bytes.getData();
    int step = model.getPixelStride();
    for (int channel = 0; channel < shape.channels(); channel++) {
      int begin = bytes.getOffset() + model.getBandOffsets()[channel];
      for (int y = 0; y < shape.height(); y++) {
        int from = begin + y * model.getScanlineStride();
        int to = (channel * shape.height() + y) * shape.width();
        for (int x = 0; x < shape.width(); x++) {
          samples[to + x] = source[from + x * step];
        }
      }
    }
  }

  private static int bits(Raster raster) throws UnreadableImageException {
    int type = raster.getDataBuffer().getDataType();
    int bits = raster.getSampleModel().getSampleSize(0);
    if (type != DataBuffer.TYPE_BYTE && type != DataBuffer.TYPE_USHORT) {
      throw new UnreadableImageException(
          "samples are "
              + (type == DataBuffer.TYPE_FLOAT || type == DataBuffer.TYPE_DOUBLE
                  ? "floating-point numbers"
                  : "signed or of 32 bits")
              + "; expected at most 16 bits, unsigned: convert it");
    }
    return bits;
  }

  /** Rounded to nearest. */
  private static int eight(int sample, long most) {
    return (int) ((2L * OPAQUE * sample + most) / (2 * most));
  }

  private static byte onWhite(int sample, int alpha) {
    return (byte) ((sample * alpha + OPAQUE * (OPAQUE - alpha) + OPAQUE / 2) / OPAQUE);
  }
}
