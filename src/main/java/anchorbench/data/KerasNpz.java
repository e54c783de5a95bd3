package anchorbench.data;

import anchorbench.numpy.NpyHeader;
import anchorbench.output.OutputFile;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A set as one {@code .npz} in the form that Keras gives its sets: {@code x_train} and {@code
 * x_test}, uint8 [n, height, width] or, of several channels, [n, height, width, channels]; {@code
 * y_train} and {@code y_test}, int32 [n]; and, which Keras has not, {@code classes}, the classes'
 * names.
 *
 * <p>Arrays are stored, not deflated. They go through one image at a time, twice: the archive names
 * size and checksum before an array.
 */
public final class KerasNpz {
  /** A fixed time: equal sets make equal files. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  /** Bytes of a letter of NumPy's. */
  private static final int LETTER = 4;

  /** Writes an array, head included. */
  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private KerasNpz() {}

  /**
   * @throws anchorbench.InputException if the file cannot be written
   */
  public static void write(Path file, DataSet set) {
    OutputFile.write(
        file,
        set.train().pixelBytes() + set.test().pixelBytes(),
        out -> {
          ZipOutputStream zip = new ZipOutputStream(out);
          entry(zip, "x_train", sink -> images(sink, set.train()));
          entry(zip, "y_train", sink -> labels(sink, set.train()));
          entry(zip, "x_test", sink -> images(sink, set.test()));
          entry(zip, "y_test", sink -> labels(sink, set.test()));
          entry(zip, "classes", sink -> names(sink, set.train().classNames()));
          zip.finish();
        });
  }

  private static void entry(ZipOutputStream zip, String name, Content content) throws IOException {
    Measured measured = new Measured();
    content.writeTo(measured);
    ZipEntry entry = new ZipEntry(name + ".npy");
    entry.setTimeLocal(TIME);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(measured.bytes);
    entry.setCrc(measured.checksum.getValue());
    zip.putNextEntry(entry);
    content.writeTo(zip);
    zip.closeEntry();
  }

  private static void images(OutputStream out, ImageSet images) throws IOException {
    Shape shape = images.shape();
    long[] grey = {images.count(), shape.height(), shape.width()};
    long[] colour = {images.count(), shape.height(), shape.width(), shape.channels()};
    out.write(NpyHeader.of("|u1", shape.channels() == 1 ? grey : colour));
    byte[] channelsLast = new byte[shape.size()];
    for (int i = 0; i < images.count(); i++) {
      byte[] planes = images.image(i);
      if (shape.channels() == 1) {
        out.write(planes);
      } else {
        interleave(planes, shape.channels(), channelsLast);
        out.write(channelsLast);
      }
    }
  }

  /** Of [channels, places] makes [places, channels]. */
  private static void interleave(byte[] planes, int channels, byte[] channelsLast) {
    int places = planes.length / channels;
    for (int c = 0; c < channels; c++) {
      for (int p = 0; p < places; p++) {
        channelsLast[p * channels + c] = planes[c * places + p];
      }
    }
  }

  private static void labels(OutputStream out, ImageSet images) throws IOException {
    out.write(NpyHeader.of("<i4", images.count()));
    byte[] bytes = new byte[Math.multiplyExact(images.count(), Integer.BYTES)];
    ByteBuffer labels = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < images.count(); i++) {
      labels.putInt(images.label(i));
    }
    out.write(bytes);
  }

  /** Code points, each name filled up with zeros to the length of the longest. */
  private static void names(OutputStream out, List<String> names) throws IOException {
    int longest =
        names.stream().mapToInt(name -> name.codePointCount(0, name.length())).max().orElse(0);
    // An array of names without letters has room for one all the same: "<U0" is nobody's.
    int room = Math.max(1, longest);
    out.write(NpyHeader.of("<U" + room, names.size()));
    for (String name : names) {
      byte[] bytes = new byte[room * LETTER];
      ByteBuffer letters = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      name.codePoints().forEach(letters::putInt);
      out.write(bytes);
    }
  }

  /** Keeps only size and checksum of what goes through. */
  private static final class Measured extends FilterOutputStream {
    private final CRC32 checksum = new CRC32();
    private long bytes;

    Measured() {
      super(OutputStream.nullOutputStream());
    }

    @Override
    public void write(int value) {
      checksum.update(value);
      bytes++;
    }

    @Override
    public void write(byte[] values, int from, int count) {
      checksum.update(values, from, count);
      bytes += count;
    }
  }
}
