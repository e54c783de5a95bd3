package anchorbench.decode;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;

/**
 * Decodes image files by ImageIO and its plugins on the class path. One thread uses it: readers are
 * kept from file to file, since finding one costs more than a small image.
 */
public final class ImageDecoder implements AutoCloseable {
  /** More pixels than this in one image are refused by the header; a photograph has a tenth. */
  private static final long MOST_PIXELS = 1 << 28;

  /**
   * Endings of file names that are read, in lower case without the dot. They are those of ImageIO's
   * readers and two more of JPEG; to ask it takes a third of a second, in which a thousand files
   * are listed.
   */
  public static final Set<String> ENDINGS =
      Set.of(
          "bmp", "btf", "btiff", "gif", "jfif", "jpe", "jpeg", "jpg", "png", "tf8", "tif", "tiff",
          "wbmp", "wbp", "webp");

  private final Map<ImageReaderSpi, ImageReader> readers = new HashMap<>();
  private ImageReaderSpi last;

  /** The JDK's own, see {@link PlainJpeg}. */
  private ImageReader plainJpeg;

  /** A file whose header has been read. */
  public static final class OpenImage {
    private final ImageReader reader;
    private final ReadWarnings warnings;
    private final Orientation orientation;
    private final int height;
    private final int width;

    private OpenImage(ImageReader reader, ReadWarnings warnings, Orientation orientation)
        throws IOException, UnreadableImageException {
      this.reader = reader;
      this.warnings = warnings;
      this.orientation = orientation;
      int storedWidth = reader.getWidth(0);
      int storedHeight = reader.getHeight(0);
      if ((long) storedWidth * storedHeight > MOST_PIXELS) {
        throw new UnreadableImageException(
            String.format(
                Locale.ROOT,
                "its header says %,d x %,d pixels, height by width; at most %,d are read",
                storedHeight,
                storedWidth,
                MOST_PIXELS));
      }
      height = orientation.swapsAxes ? storedWidth : storedHeight;
      width = orientation.swapsAxes ? storedHeight : storedWidth;
    }

    /** As it is looked at, not as it is stored. */
    public int height() {
      return height;
    }

    public int width() {
      return width;
    }

    /** {@code JPEG}, {@code PNG} ... */
    public String format() throws UnreadableImageException {
      try {
        return reader.getFormatName().toUpperCase(Locale.ROOT);
      } catch (IOException e) {
        throw unreadable(e);
      }
    }

    /** The first image of the file, turned upright. */
    public Planes read() throws UnreadableImageException {
      try {
        Planes planes = RasterPlanes.of(reader.read(0));
        warnings.requireWhole();
        return orientation.apply(planes);
      } catch (IOException | RuntimeException e) {
        throw unreadable(e);
      }
    }
  }

  /**
   * Reads a header. The image is to be read before the next is opened.
   *
   * @throws UnreadableImageException if the file is none that can be decoded
   */
  public OpenImage open(byte[] file) throws UnreadableImageException {
    if (file.length == 0) {
      throw new UnreadableImageException("it is empty");
    }
    try {
      requireWhole(file);
      ImageInputStream in = new ArrayInput(file);
      ImageReader reader = PlainJpeg.is(file) ? plainJpeg() : readerOf(in);
      ReadWarnings warnings = new ReadWarnings();
      reader.addIIOReadWarningListener(warnings);
      reader.setInput(in, true, true);
      return new OpenImage(reader, warnings, Orientation.of(file));
    } catch (IOException | RuntimeException e) {
      throw unreadable(e);
    }
  }

  /** The reader of WebP takes missing bits for zeros; the file says how long it is. */
  private static void requireWhole(byte[] file) throws UnreadableImageException {
    int head = 8;
    if (file.length > head && new String(file, 0, 4, StandardCharsets.US_ASCII).equals("RIFF")) {
      int stated = ByteBuffer.wrap(file, 4, 4).order(ByteOrder.LITTLE_ENDIAN).getInt();
      if (Integer.toUnsignedLong(stated) + head > file.length) {
        throw new UnreadableImageException("it is cut off");
      }
    }
  }

  private ImageReader plainJpeg() throws IOException {
    if (plainJpeg == null) {
      Iterator<ImageReaderSpi> all =
          IIORegistry.getDefaultInstance()
              .getServiceProviders(
                  ImageReaderSpi.class,
                  provider ->
                      provider instanceof ImageReaderSpi reader
                          && reader.getVendorName().startsWith("Oracle")
                          && Arrays.asList(reader.getFormatNames()).contains("jpeg"),
                  true);
      if (!all.hasNext()) {
        throw new IOException("this Java has no reader of JPEG");
      }
      plainJpeg = all.next().createReaderInstance();
    }
    plainJpeg.reset();
    return plainJpeg;
  }

  private ImageReader readerOf(ImageInputStream in) throws IOException, UnreadableImageException {
    if (last == null || !last.canDecodeInput(in)) {
      last = providerOf(in);
    }
    ImageReader reader = readers.get(last);
    if (reader == null) {
      reader = last.createReaderInstance();
      readers.put(last, reader);
    }
    reader.reset();
    return reader;
  }

  private static ImageReaderSpi providerOf(ImageInputStream in)
      throws IOException, UnreadableImageException {
    Iterator<ImageReaderSpi> all =
        IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, true);
    while (all.hasNext()) {
      ImageReaderSpi each = all.next();
      if (each.canDecodeInput(in)) {
        return each;
      }
    }
    throw new UnreadableImageException("not an image: it begins like none of the formats read");
  }

  private static UnreadableImageException unreadable(Exception e) {
    if (e instanceof EOFException) {
      return new UnreadableImageException("it ends too early", e);
    }
    if (e instanceof IndexOutOfBoundsException) {
      return new UnreadableImageException("it is damaged", e);
    }
    String message = e.getMessage();
    return new UnreadableImageException(
        message == null ? e.getClass().getSimpleName() : message.lines().findFirst().orElse(""), e);
  }

  @Override
  public void close() {
    readers.values().forEach(ImageReader::dispose);
    if (plainJpeg != null) {
      plainJpeg.dispose();
    }
  }
}
