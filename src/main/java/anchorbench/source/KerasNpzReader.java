package anchorbench.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import anchorbench.InputException;
import anchorbench.data.DataSet;
import anchorbench.data.ImageSet;
import anchorbench.data.Shape;
import anchorbench.numpy.NpyHeader;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A set as Keras keeps its own: one {@code .npz} file with {@code x_train}, {@code y_train}, {@code
 * x_test} and {@code y_test}. Images are uint8 [n, height, width] or [n, height, width, channels]
 * with one channel or three, labels are integers [n] or [n, 1]. MedMNIST's names are read too, and
 * class names from an array {@code classes}.
 */
final class KerasNpzReader {
  private static final String FORMAT = "npz";
  private static final int COLOURS = 3;

  /** Of a class name in UTF-32, as NumPy keeps texts. */
  private static final int MOST_NAME = 4096;

  private static final Charset UTF_32 = Charset.forName("UTF-32LE");

  private enum Names {
    KERAS("x_train", "y_train", "x_test", "y_test"),
    MEDMNIST("train_images", "train_labels", "test_images", "test_labels");

    private final String trainImages;
    private final String trainLabels;
    private final String testImages;
    private final String testLabels;

    Names(String trainImages, String trainLabels, String testImages, String testLabels) {
      this.trainImages = trainImages;
      this.trainLabels = trainLabels;
      this.testImages = testImages;
      this.testLabels = testLabels;
    }

    private List<String> all() {
      return List.of(trainImages, trainLabels, testImages, testLabels);
    }
  }

  private final Path file;
  private final ZipFile zip;

  private KerasNpzReader(Path file, ZipFile zip) {
    this.file = file;
    this.zip = zip;
  }

  static DataSet read(Path file, ReadOptions options, Consumer<String> log) {
    try (ZipFile zip = new ZipFile(file.toFile(), UTF_8)) {
      return new KerasNpzReader(file, zip).set().read(options, log);
    } catch (ZipException e) {
      throw new InputException(
          file + ": not a .npz file (" + e.getMessage() + "); expected one that numpy.savez wrote",
          e);
    } catch (EOFException e) {
      throw new InputException(file + ": cut off", e);
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private ArraySet set() throws IOException {
    Names names = names();
    return new ArraySet(
        FORMAT,
        file,
        file + ": " + names.trainLabels,
        half(names.trainImages, names.trainLabels),
        names.testLabels,
        half(names.testImages, names.testLabels),
        classNames());
  }

  private Names names() {
    for (Names each : Names.values()) {
      if (each.all().stream().allMatch(name -> zip.getEntry(name + ".npy") != null)) {
        return each;
      }
    }
    List<String> found = zip.stream().map(ZipEntry::getName).limit(10).toList();
    throw new InputException(
        "%s: holds %s; expected %s"
            .formatted(file, String.join(", ", found), String.join(", ", Names.KERAS.all())));
  }

  private ImageArray half(String images, String labels) throws IOException {
    int[] numbers = labels(labels);
    try (CheckedInputStream in = open(images)) {
      String name = file + ": " + images;
      NpyHeader header = NpyHeader.read(name, in);
      Shape shape = shape(name, header);
      if (header.shape()[0] != numbers.length) {
        throw new InputException(
            "%s: %s images, but %s has %s labels"
                .formatted(name, header.shape()[0], labels, numbers.length));
      }
      requireLength(images, (long) numbers.length * shape.size());
      MemorySegment pixels = ImageSet.allocatePixels(numbers.length, shape);
      byte[] image = new byte[shape.size()];
      byte[] planes = new byte[shape.size()];
      for (int i = 0; i < numbers.length; i++) {
        readFully(in, image);
        byte[] ready = shape.channels() == 1 ? image : inPlanes(image, shape, planes);
        MemorySegment.copy(
            ready, 0, pixels, ValueLayout.JAVA_BYTE, (long) i * ready.length, ready.length);
      }
      requireSound(images, in);
      return new ImageArray(pixels, shape, numbers);
    }
  }

  private static Shape shape(String name, NpyHeader header) {
    long[] sizes = header.shape();
    boolean grey = sizes.length == 3 || (sizes.length == 4 && sizes[3] == 1);
    boolean colour = sizes.length == 4 && sizes[3] == COLOURS;
    if (!header.type().equals("|u1") || (!grey && !colour)) {
      throw new InputException(
          "%s: %s %s; expected uint8 (|u1) of shape (n, height, width) or (n, height, width, 3): scale floats by 255 and use astype('uint8'), move channels last with transpose(0, 2, 3, 1)"
              .formatted(name, header.type(), header.shapeText()));
    }
    try {
      Shape shape =
          new Shape(grey ? 1 : COLOURS, Math.toIntExact(sizes[1]), Math.toIntExact(sizes[2]));
      Math.toIntExact(sizes[0]);
      return shape;
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new InputException(name + ": sizes " + header.shapeText() + " are out of range", e);
    }
  }

  /** [height, width, 3] as [3, height, width]. */
  private static byte[] inPlanes(byte[] image, Shape shape, byte[] planes) {
    int plane = shape.height() * shape.width();
    for (int p = 0; p < plane; p++) {
      for (int channel = 0; channel < COLOURS; channel++) {
        planes[channel * plane + p] = image[p * COLOURS + channel];
      }
    }
    return planes;
  }

  private int[] labels(String array) throws IOException {
    String name = file + ": " + array;
    try (CheckedInputStream in = open(array)) {
      NpyHeader header = NpyHeader.read(name, in);
      long[] sizes = header.shape();
      boolean list = sizes.length == 1 || (sizes.length == 2 && sizes[1] == 1);
      boolean integers = header.type().matches("[<|=][iu][1248]");
      if (!list || !integers || sizes[0] < 1 || sizes[0] > Integer.MAX_VALUE) {
        throw new InputException(
            "%s: %s %s; expected integers of shape (n,), a class number for each image; of one-hot rows save y.argmax(1)"
                .formatted(name, header.type(), header.shapeText()));
      }
      int bytes = header.type().charAt(2) - '0';
      requireLength(array, sizes[0] * bytes);
      byte[] number = new byte[bytes];
      boolean signed = header.type().charAt(1) == 'i';
      int[] labels = new int[(int) sizes[0]];
      for (int i = 0; i < labels.length; i++) {
        readFully(in, number);
        labels[i] = label(name, signed, number, i);
      }
      requireSound(array, in);
      return labels;
    }
  }

  private static int label(String name, boolean signed, byte[] littleEndian, int position) {
    boolean negative = signed && littleEndian[littleEndian.length - 1] < 0;
    long value = negative ? -1 : 0;
    for (int b = littleEndian.length - 1; b >= 0; b--) {
      value = (value << Byte.SIZE) | (littleEndian[b] & 0xff);
    }
    if (value < 0 || value > ClassNumbers.MOST) {
      throw new InputException(
          "%s: label %s of image %s; expected 0 to %s"
              .formatted(name, value, position, ClassNumbers.MOST));
    }
    return (int) value;
  }

  /** Texts of fixed length in UTF-32; none if there is no such array. */
  private List<String> classNames() throws IOException {
    if (zip.getEntry("classes.npy") == null) {
      return List.of();
    }
    String name = file + ": classes";
    try (CheckedInputStream in = open("classes")) {
      NpyHeader header = NpyHeader.read(name, in);
      long[] sizes = header.shape();
      if (!header.type().matches("<U\\d{1,4}")
          || sizes.length != 1
          || sizes[0] > ClassNumbers.MOST) {
        throw new InputException(
            "%s: %s %s; expected texts of shape (classes,)"
                .formatted(name, header.type(), header.shapeText()));
      }
      int length = Integer.parseInt(header.type().substring(2));
      if (length > MOST_NAME) {
        throw new InputException(name + ": names of " + length + " characters");
      }
      byte[] text = new byte[length * Integer.BYTES];
      List<String> names = new ArrayList<>();
      for (long c = 0; c < sizes[0]; c++) {
        readFully(in, text);
        names.add(new String(text, UTF_32).replace("\0", ""));
      }
      requireSound("classes", in);
      return names;
    }
  }

  /** Counts the checksum, which the library verifies of no entry. */
  private CheckedInputStream open(String array) throws IOException {
    InputStream entry = zip.getInputStream(zip.getEntry(array + ".npy"));
    return new CheckedInputStream(new BufferedInputStream(entry, 1 << 16), new CRC32());
  }

  private void requireSound(String array, CheckedInputStream in) throws IOException {
    if (in.read() >= 0 || in.getChecksum().getValue() != zip.getEntry(array + ".npy").getCrc()) {
      throw new InputException(
          file + ": " + array + " is damaged: its checksum is another; copy the file again");
    }
  }

  /** Before anything is allocated. */
  private void requireLength(String array, long elements) {
    ZipEntry entry = zip.getEntry(array + ".npy");
    boolean compressed = entry.getMethod() == ZipEntry.DEFLATED;
    long most = compressed ? entry.getCompressedSize() * IdxReader.MOST_EXPANSION : entry.getSize();
    if (elements > most) {
      throw new InputException(
          "%s: %s holds at most %s bytes; its header asks for %s (cut off?)"
              .formatted(file, array, most, elements));
    }
  }

  private static void readFully(InputStream in, byte[] into) throws IOException {
    if (in.readNBytes(into, 0, into.length) < into.length) {
      throw new EOFException();
    }
  }
}
