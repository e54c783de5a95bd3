package anchorbench.source;

import anchorbench.data.ImageSet;
import anchorbench.data.Shape;
import anchorbench.memory.NativeMemory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A file of decoded images, as they are in memory: the pixels of both halves, the labels, and
 * behind them where each of these begins. Behind each half are as many bytes as kernels may read
 * too far.
 *
 * @param test offset of the test images; the training images begin at 0
 * @param labels offset of the labels, int32 little-endian, training first
 * @param sha256 of the content, as {@link anchorbench.data.ContentChecksum} has it
 */
record DecodedFile(
    int channels,
    int height,
    int width,
    int trainImages,
    int testImages,
    long test,
    long labels,
    String sha256) {
  private static final long PAGE = 4096;

  /** Copying so much takes a tenth of a second or two where fresh memory is slow. */
  private static final long MAPPED_FROM = 64L << 20;

  /** Of SHA-256, in hexadecimal. */
  private static final int DIGITS = 64;

  private static final int NUMBERS_BYTES = 5 * Integer.BYTES + 2 * Long.BYTES + DIGITS;

  private static final byte[] END = "\nanchorbench/decoded 2\n".getBytes(StandardCharsets.US_ASCII);

  static DecodedFile of(Shape shape, int trainImages, int testImages) {
    long test = behind(0, trainImages, shape);
    return new DecodedFile(
        shape.channels(),
        shape.height(),
        shape.width(),
        trainImages,
        testImages,
        test,
        behind(test, testImages, shape),
        "");
  }

  private static long behind(long begin, int images, Shape shape) {
    long end = begin + (long) images * shape.size() + NativeMemory.PADDING;
    return Math.ceilDiv(end, PAGE) * PAGE;
  }

  Shape shape() {
    return new Shape(channels, height, width);
  }

  /** Where an image begins; images are counted through both halves. */
  long offset(int image) {
    long size = shape().size();
    return image < trainImages ? image * size : test + (image - trainImages) * size;
  }

  DecodedFile with(int train, int tests) {
    return new DecodedFile(channels, height, width, train, tests, test, labels, sha256);
  }

  DecodedFile with(String checksum) {
    return new DecodedFile(
        channels, height, width, trainImages, testImages, test, labels, checksum);
  }

  /** The labels of both halves, behind the pixels. */
  void writeLabels(FileChannel file, int[] all) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(all.length, Integer.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(all);
    write(file, bytes, labels);
  }

  /** The last part, by which a file is known to be whole: the numbers above and the mark. */
  void writeEnd(FileChannel file) throws IOException {
    ByteBuffer end =
        ByteBuffer.allocate(NUMBERS_BYTES + END.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(channels)
            .putInt(height)
            .putInt(width)
            .putInt(trainImages)
            .putInt(testImages)
            .putLong(test)
            .putLong(labels)
            .put(sha256.getBytes(StandardCharsets.US_ASCII))
            .put(END);
    write(file, end.flip(), file.size());
  }

  /** All of a buffer. */
  static void write(FileChannel file, ByteBuffer bytes, long at) throws IOException {
    long position = at;
    while (bytes.hasRemaining()) {
      position += file.write(bytes, position);
    }
  }

  /** What a file says at its end; null if it is not one of these, or not whole. */
  static DecodedFile read(FileChannel file) throws IOException {
    long at = file.size() - NUMBERS_BYTES - END.length;
    if (at < 0) {
      return null;
    }
    ByteBuffer end = read(file, at, NUMBERS_BYTES + END.length);
    int channels = end.getInt();
    int height = end.getInt();
    int width = end.getInt();
    int trainImages = end.getInt();
    int testImages = end.getInt();
    long test = end.getLong();
    long labels = end.getLong();
    byte[] digits = new byte[DIGITS];
    end.get(digits);
    long labelBytes = (long) Integer.BYTES * ((long) trainImages + testImages);
    boolean fits = labels + labelBytes <= at && test <= labels;
    if (!end.equals(ByteBuffer.wrap(END)) || !fits) {
      return null;
    }
    String sha256 = new String(digits, StandardCharsets.US_ASCII);
    return new DecodedFile(channels, height, width, trainImages, testImages, test, labels, sha256);
  }

  private static ByteBuffer read(FileChannel file, long at, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    fill(buffer, file, at);
    return buffer.flip();
  }

  /** Reads until a buffer is full or the file ends. */
  static void fill(ByteBuffer buffer, FileChannel file, long at) throws IOException {
    while (buffer.hasRemaining() && file.read(buffer, at + buffer.position()) > 0) {
      // Reads on.
    }
  }

  /**
   * Both halves, their pixels mapped, or copied where there are few: large pages of our own are
   * read faster than a file's small ones.
   */
  List<ImageSet> open(FileChannel file, List<String> classNames) throws IOException {
    MemorySegment all = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size(), Arena.ofAuto());
    long numbers = (long) Integer.BYTES * (trainImages + testImages);
    int[] both =
        all.asSlice(labels, numbers)
            .toArray(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN));
    int[] ofTrain = Arrays.copyOf(both, trainImages);
    int[] ofTest = Arrays.copyOfRange(both, trainImages, both.length);
    return List.of(
        new ImageSet(pixels(all, 0, trainImages), ofTrain, shape(), classNames),
        new ImageSet(pixels(all, test, testImages), ofTest, shape(), classNames));
  }

  private MemorySegment pixels(MemorySegment all, long begin, int count) {
    long bytes = (long) count * shape().size();
    if (labels >= MAPPED_FROM) {
      return all.asSlice(begin, bytes + NativeMemory.PADDING);
    }
    MemorySegment copy = NativeMemory.allocate(bytes);
    MemorySegment.copy(all, begin, copy, 0, bytes);
    return copy;
  }
}
