package anchorbench.engine;

import anchorbench.data.ImageSet;
import anchorbench.data.Shape;
import anchorbench.random.RandomStream;
import anchorbench.random.RngStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.IntStream;

/** Random images for tests; 0, 127, 128 and 255 are in every one. */
public final class TestImages {
  private static final byte[] EXTREMES = {0, 127, (byte) 128, (byte) 255};

  private TestImages() {}

  /** Of one channel and one row. */
  public static ImageSet random(int count, int pixels, int classes, long seed) {
    return random(count, Shape.grey(1, pixels), classes, seed);
  }

  /** Every class has an image if there are at least as many images as classes. */
  public static ImageSet random(int count, Shape shape, int classes, long seed) {
    int pixels = shape.size();
    MemorySegment segment = ImageSet.allocatePixels(count, shape);
    int[] labels = new int[count];
    RandomStream random = new RandomStream(seed, RngStream.BENCHMARK, 0);
    for (int i = 0; i < count; i++) {
      labels[i] = i < classes ? i : random.below(classes);
      for (int p = 0; p < pixels; p++) {
        byte value = p < EXTREMES.length ? EXTREMES[(p + i) % 4] : (byte) random.below(256);
        segment.set(ValueLayout.JAVA_BYTE, (long) i * pixels + p, value);
      }
    }
    return new ImageSet(
        segment, labels, shape, IntStream.range(0, classes).mapToObj(c -> "class " + c).toList());
  }
}
