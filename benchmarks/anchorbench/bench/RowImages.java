package anchorbench.bench;

import anchorbench.InputException;
import anchorbench.data.ClassIndex;
import anchorbench.data.ImageSet;
import anchorbench.data.Shape;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** What a row's parameter {@code images} says: the chosen set several times, or {@link Noise}. */
sealed interface RowImages permits RowImages.Copies, Noise {
  /** The parameter's name. */
  String PARAMETER = "images";

  /** As {@code -p} has it where a row works on the chosen set. */
  String CHOSEN = "x1";

  /** Numbers of an image: 512 x 512, or 524 MB of {@link Noise}. */
  int MOST_PIXELS = 1 << 18;

  /**
   * @param text e.g. {@code x6} or {@code 32x32x3}
   * @throws InputException if it is neither
   */
  static RowImages parse(String text) {
    if (text.matches("x[1-9]\\d?")) {
      return new Copies(Integer.parseInt(text.substring(1)));
    }
    Matcher shape =
        Pattern.compile("([1-9]\\d{0,5})x([1-9]\\d{0,5})(?:x([1-9]\\d{0,2}))?").matcher(text);
    if (!shape.matches()) {
      throw refusal(text);
    }
    List<Integer> sizes =
        IntStream.rangeClosed(1, 3)
            .mapToObj(shape::group)
            .map(digits -> digits == null ? 1 : Integer.parseInt(digits))
            .toList();
    if (sizes.stream().mapToDouble(size -> size).reduce(1, (a, b) -> a * b) > MOST_PIXELS) {
      throw refusal(text);
    }
    return new Noise(new Shape(sizes.get(2), sizes.get(0), sizes.get(1)));
  }

  private static InputException refusal(String text) {
    return new InputException(
        String.format(
            Locale.ROOT,
            "-p %s=%s: expected x1 to x99, or a shape of at most %,d pixels: HEIGHTxWIDTH or"
                + " HEIGHTxWIDTHxCHANNELS, e.g. 32x32x3",
            PARAMETER,
            text,
            MOST_PIXELS));
  }

  /**
   * The images themselves.
   *
   * @param chosen training images of the run
   */
  ImageSet of(ImageSet chosen);

  /** How many they are, without making them. */
  Extent extent(ImageSet chosen);

  /**
   * Sizes of a set.
   *
   * @param pixels of an image
   * @param ofClass images of each class
   */
  record Extent(int pixels, List<Integer> ofClass) {
    int classes() {
      return ofClass.size();
    }
  }

  /** The chosen set so often: one as large as a cache would be timed there and not in memory. */
  record Copies(int times) implements RowImages {
    @Override
    public ImageSet of(ImageSet once) {
      if (times == 1) {
        return once;
      }
      int count = Math.multiplyExact(once.count(), times);
      MemorySegment pixels = ImageSet.allocatePixels(count, once.shape());
      int[] labels = new int[count];
      long bytes = once.pixelBytes();
      for (int copy = 0; copy < times; copy++) {
        MemorySegment.copy(once.pixels(), 0, pixels, copy * bytes, bytes);
        System.arraycopy(once.labels(), 0, labels, copy * once.count(), once.count());
      }
      return new ImageSet(pixels, labels, once.shape(), once.classNames());
    }

    @Override
    public Extent extent(ImageSet once) {
      ClassIndex index = new ClassIndex(once);
      int[] sizes = new int[index.classes()];
      Arrays.setAll(sizes, c -> Math.multiplyExact(index.size(c), times));
      return new Extent(once.pixelsPerImage(), Arrays.stream(sizes).boxed().toList());
    }
  }
}
