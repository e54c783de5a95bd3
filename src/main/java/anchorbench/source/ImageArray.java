package anchorbench.source;

import anchorbench.InputException;
import anchorbench.data.ImageSet;
import anchorbench.data.Shape;
import anchorbench.decode.PixelForm;
import anchorbench.decode.Planes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One half of a set as a file of arrays has it.
 *
 * @param pixels uint8 [count, channels, height, width], padded as {@link ImageSet} wants it
 * @param labels int32 [count], numbered as in the file
 */
record ImageArray(MemorySegment pixels, Shape shape, int[] labels) {
  int count() {
    return labels.length;
  }

  /** The same images in another form. */
  ImageArray as(PixelForm form) {
    if (form.equals(PixelForm.AS_STORED) || count() == 0) {
      return this;
    }
    Shape to = form.apply(planes(0)).shape();
    if (to.equals(shape)) {
      return this;
    }
    MemorySegment formed = ImageSet.allocatePixels(count(), to);
    IntStream.range(0, count())
        .parallel()
        .forEach(
            i ->
                MemorySegment.copy(
                    form.apply(planes(i)).samples(),
                    0,
                    formed,
                    ValueLayout.JAVA_BYTE,
                    (long) i * to.size(),
                    to.size()));
    return new ImageArray(formed, to, labels);
  }

  private Planes planes(int image) {
    long at = (long) image * shape.size();
    return new Planes(pixels.asSlice(at, shape.size()).toArray(ValueLayout.JAVA_BYTE), shape);
  }

  ImageSet labelled(ClassNumbers numbers, List<String> names) {
    return new ImageSet(pixels, numbers.renumbered(labels), shape, names);
  }

  /**
   * Several halves of one shape as one, in order.
   *
   * @throws InputException if they are of several shapes
   */
  static ImageArray joined(List<ImageArray> parts, String what) {
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    Shape shape = parts.getFirst().shape;
    int count = parts.stream().mapToInt(ImageArray::count).reduce(0, Math::addExact);
    MemorySegment all = ImageSet.allocatePixels(count, shape);
    long at = 0;
    for (ImageArray part : parts) {
      if (!part.shape.equals(shape)) {
        throw new InputException(
            "%s: images of %s and of %s; expected one size".formatted(what, shape, part.shape));
      }
      long bytes = (long) part.count() * shape.size();
      MemorySegment.copy(part.pixels, 0, all, at, bytes);
      at += bytes;
    }
    int[] labels = parts.stream().flatMapToInt(part -> Arrays.stream(part.labels)).toArray();
    return new ImageArray(all, shape, labels);
  }
}
