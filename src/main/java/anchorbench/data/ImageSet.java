package anchorbench.data;

import anchorbench.InputException;
import anchorbench.memory.FileMemory;
import anchorbench.memory.NativeMemory;
import anchorbench.memory.PhysicalMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Images of one shape, each with its class. Pixels stay uint8: 47 MB for 60,000 of 28 x 28.
 *
 * <p>The pixel segment has {@link NativeMemory#PADDING} readable bytes behind the last image.
 */
public final class ImageSet {
  private final MemorySegment pixels;
  private final int[] labels;
  private final Shape shape;
  private final List<String> classNames;

  /**
   * @param pixels uint8 [count, channels, height, width], row-major, padded at the end
   * @param labels int32 [count], each from 0 and below the number of class names
   * @throws InputException if a label names no class
   */
  public ImageSet(MemorySegment pixels, int[] labels, Shape shape, List<String> classNames) {
    long wanted = (long) labels.length * shape.size() + NativeMemory.PADDING;
    if (pixels.byteSize() < wanted) {
      throw new IllegalArgumentException(pixels.byteSize() + " bytes, " + wanted + " needed");
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classNames.size()) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "label %d of image %d is out of range: there are %d classes",
                labels[i],
                i,
                classNames.size()));
      }
    }
    this.pixels = pixels;
    if (pixels.isMapped()) {
      FileMemory.expectRandomReads(pixels);
    }
    this.labels = labels;
    this.shape = shape;
    this.classNames = List.copyOf(classNames);
  }

  /** While all pixels are read in their order. */
  public interface Scan extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * To be open while all pixels are read in their order, once: a large set is a mapped file, of
   * which single images are read otherwise.
   */
  public Scan scan() {
    if (!pixels.isMapped()) {
      return () -> {};
    }
    FileMemory.expectOneScan(pixels);
    return () -> FileMemory.expectRandomReads(pixels);
  }

  /** No images, for work on anchor tables alone. */
  public static ImageSet none(Shape shape) {
    return new ImageSet(allocatePixels(0, shape), new int[0], shape, List.of());
  }

  /**
   * Room for {@code count} images, to be filled through {@link #pixels()}.
   *
   * @throws InputException if this machine's memory is smaller
   */
  public static MemorySegment allocatePixels(int count, Shape shape) {
    return NativeMemory.allocate(
        PhysicalMemory.require((long) count * shape.size(), count + " images of " + shape));
  }

  public int count() {
    return labels.length;
  }

  public Shape shape() {
    return shape;
  }

  /** Numbers of one image: all channels, rows and columns. */
  public int pixelsPerImage() {
    return shape.size();
  }

  public int classes() {
    return classNames.size();
  }

  public List<String> classNames() {
    return classNames;
  }

  /** uint8 [count, pixelsPerImage] and padding; not to be written to. */
  public MemorySegment pixels() {
    return pixels;
  }

  /** Bytes of the pixels, without the padding. */
  public long pixelBytes() {
    return offset(labels.length);
  }

  /** Where an image begins in {@link #pixels}. */
  public long offset(int image) {
    return (long) image * shape.size();
  }

  public int label(int image) {
    return labels[image];
  }

  /** The labels where they lie, int32 [count], not to be written. */
  public MemorySegment labelMemory() {
    return MemorySegment.ofArray(labels).asReadOnly();
  }

  /** Copy of the labels, int32 [count]. */
  public int[] labels() {
    return labels.clone();
  }

  /** One pixel, 0..255. */
  public int pixel(int image, int pixel) {
    return pixels.get(ValueLayout.JAVA_BYTE, offset(image) + pixel) & 0xff;
  }

  /** Pixels of one image, uint8 [pixelsPerImage]. */
  public byte[] image(int image) {
    return pixels.asSlice(offset(image), shape.size()).toArray(ValueLayout.JAVA_BYTE);
  }

  /** The same images, their classes called otherwise. */
  public ImageSet named(List<String> names) {
    return new ImageSet(pixels, labels, shape, names);
  }

  /** Copies of chosen images, in the order chosen; int32 [n]. */
  public ImageSet select(int[] chosen) {
    MemorySegment copy = allocatePixels(chosen.length, shape);
    int[] chosenLabels = new int[chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      MemorySegment.copy(pixels, offset(chosen[i]), copy, offset(i), shape.size());
      chosenLabels[i] = labels[chosen[i]];
    }
    return new ImageSet(copy, chosenLabels, shape, classNames);
  }

  /** The same images, with other labels: int32 [count]. */
  public ImageSet labelled(int[] others) {
    return new ImageSet(pixels, others.clone(), shape, classNames);
  }

  /** The images of some classes, which are numbered anew in this order. */
  public ImageSet ofClasses(List<Integer> chosen) {
    int[] numbers = IntStream.range(0, classes()).map(chosen::indexOf).toArray();
    int[] images = IntStream.range(0, count()).filter(i -> numbers[labels[i]] >= 0).toArray();
    ImageSet selected = select(images);
    return new ImageSet(
        selected.pixels,
        IntStream.of(selected.labels).map(label -> numbers[label]).toArray(),
        shape,
        chosen.stream().map(classNames::get).toList());
  }

  /** The same images in memory of our own, in large pages where there are such. */
  public ImageSet inMemory() {
    if (!pixels.isMapped()) {
      return this;
    }
    MemorySegment copy = allocatePixels(count(), shape);
    try (Scan _ = scan()) {
      MemorySegment.copy(pixels, 0, copy, 0, pixelBytes());
    }
    return new ImageSet(copy, labels, shape, classNames);
  }

  /** Images {@code from} (inclusive) to {@code to} (exclusive), sharing the pixels. */
  public ImageSet slice(int from, int to) {
    return new ImageSet(
        pixels.asSlice(offset(from)), Arrays.copyOfRange(labels, from, to), shape, classNames);
  }
}
