package anchorbench.data;

import anchorbench.InputException;
import anchorbench.memory.NativeMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Images of one size, each with its class. Pixels stay uint8: 47 MB for 60,000 of 28 x 28.
 *
 * <p>The pixel segment has {@link NativeMemory#PADDING} readable bytes behind the last image.
 */
public final class LabelledImages {
  private final MemorySegment pixels;
  private final byte[] labels;
  private final int rows;
  private final int columns;
  private final List<String> classNames;

  /**
   * @param pixels uint8 [count, rows, columns], row-major, padded at the end
   * @param labels uint8 [count], each below the number of class names
   * @throws InputException if a label names no class
   */
  public LabelledImages(
      MemorySegment pixels, byte[] labels, int rows, int columns, List<String> classNames) {
    long wanted = (long) labels.length * rows * columns + NativeMemory.PADDING;
    if (pixels.byteSize() < wanted) {
      throw new IllegalArgumentException(pixels.byteSize() + " bytes, " + wanted + " needed");
    }
    for (int i = 0; i < labels.length; i++) {
      if ((labels[i] & 0xff) >= classNames.size()) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "label %d of image %d is out of range: there are %d classes",
                labels[i] & 0xff,
                i,
                classNames.size()));
      }
    }
    this.pixels = pixels;
    this.labels = labels;
    this.rows = rows;
    this.columns = columns;
    this.classNames = List.copyOf(classNames);
  }

  /** Room for {@code count} images, to be filled through {@link #pixels()}. */
  public static MemorySegment allocatePixels(int count, int rows, int columns) {
    return NativeMemory.allocate((long) count * rows * columns);
  }

  public int count() {
    return labels.length;
  }

  public int rows() {
    return rows;
  }

  public int columns() {
    return columns;
  }

  public int pixelsPerImage() {
    return rows * columns;
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

  public int label(int image) {
    return labels[image] & 0xff;
  }

  /** The labels as they are, uint8 [count], not to be written. */
  public MemorySegment labelBytes() {
    return MemorySegment.ofArray(labels).asReadOnly();
  }

  /** Copy of the labels, uint8 [count]. */
  public byte[] labels() {
    return labels.clone();
  }

  /** One pixel, 0..255. */
  public int pixel(int image, int pixel) {
    return pixels.get(ValueLayout.JAVA_BYTE, (long) image * pixelsPerImage() + pixel) & 0xff;
  }

  /** Pixels of one image, uint8 [pixelsPerImage]. */
  public byte[] image(int image) {
    return pixels
        .asSlice((long) image * pixelsPerImage(), pixelsPerImage())
        .toArray(ValueLayout.JAVA_BYTE);
  }

  /** The same images, their classes called otherwise. */
  LabelledImages named(List<String> names) {
    return new LabelledImages(pixels, labels, rows, columns, names);
  }

  /** Copies of chosen images, in the order chosen; int32 [n]. */
  public LabelledImages select(int[] chosen) {
    long size = pixelsPerImage();
    MemorySegment copy = allocatePixels(chosen.length, rows, columns);
    byte[] chosenLabels = new byte[chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      MemorySegment.copy(pixels, chosen[i] * size, copy, i * size, size);
      chosenLabels[i] = labels[chosen[i]];
    }
    return new LabelledImages(copy, chosenLabels, rows, columns, classNames);
  }

  /** Images {@code from} (inclusive) to {@code to} (exclusive), sharing the pixels. */
  public LabelledImages slice(int from, int to) {
    return new LabelledImages(
        pixels.asSlice((long) from * pixelsPerImage()),
        Arrays.copyOfRange(labels, from, to),
        rows,
        columns,
        classNames);
  }
}
