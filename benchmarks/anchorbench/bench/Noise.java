package anchorbench.bench;

import anchorbench.data.Checksum;
import anchorbench.data.DataSet;
import anchorbench.data.ImageSet;
import anchorbench.data.Shape;
import anchorbench.random.RandomStream;
import anchorbench.random.RngStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Images of one shape whose pixels are drawn, about as many bytes as the chosen set has: what
 * kernels take per byte is then compared between widths in memory of one size. Labels lie as
 * irregularly as in a real set, and all classes are as large as each other.
 */
record Noise(Shape shape) implements RowImages {
  /** How many classes there are. */
  static final int CLASSES = 10;

  /** However large each is: of a few, batches would have the same images again and again. */
  private static final int FEWEST = 200 * CLASSES;

  private static final List<String> CLASS_NAMES =
      IntStream.range(0, CLASSES).mapToObj(String::valueOf).toList();

  /** Bytes of one stream of random numbers: 12 bytes of an image would not pay for one. */
  private static final int BLOCK = 1 << 16;

  /** Streams of labels, each of one turn of the classes; those of pixels count from 0. */
  private static final int LABELS = 1 << 30;

  @Override
  public ImageSet of(ImageSet chosen) {
    int count = count(chosen);
    MemorySegment pixels = ImageSet.allocatePixels(count, shape);
    long bytes = (long) count * shape.size();
    IntStream.range(0, Math.toIntExact(Math.ceilDiv(bytes, BLOCK)))
        .parallel()
        .forEach(block -> drawBlock(pixels, block, bytes));
    return new ImageSet(pixels, labels(count), shape, CLASS_NAMES);
  }

  /** The same as a set of its own; nobody tests on it. */
  DataSet set(ImageSet chosen) {
    ImageSet train = of(chosen);
    String recipe = "%s images of %s, seed %s".formatted(train.count(), shape, Arm.SEED);
    return new DataSet(
        "noise",
        "drawn by anchorbench, " + recipe,
        Checksum.ofAll(List.of(recipe)),
        true,
        train,
        train.slice(0, CLASSES));
  }

  @Override
  public Extent extent(ImageSet chosen) {
    return new Extent(shape.size(), Collections.nCopies(CLASSES, count(chosen) / CLASSES));
  }

  /** A multiple of the classes. */
  private int count(ImageSet chosen) {
    long equal = chosen.pixelBytes() / shape.size() / CLASSES * CLASSES;
    return Math.toIntExact(Math.max(FEWEST, equal));
  }

  private static void drawBlock(MemorySegment pixels, int block, long bytes) {
    RandomStream random = new RandomStream(Arm.SEED, RngStream.BENCHMARK, block);
    long from = (long) block * BLOCK;
    long to = Math.min(from + BLOCK, bytes);
    // The last word may end in the padding, where anything may stand.
    for (long at = from; at < to; at += Integer.BYTES) {
      pixels.set(ValueLayout.JAVA_INT, at, random.nextWord());
    }
  }

  private static int[] labels(int count) {
    int[] labels = new int[count];
    IntStream.range(0, count / CLASSES)
        .parallel()
        .forEach(
            turn -> {
              int[] classes = IntStream.range(0, CLASSES).toArray();
              new RandomStream(Arm.SEED, RngStream.BENCHMARK, LABELS + turn).shuffle(classes);
              System.arraycopy(classes, 0, labels, turn * CLASSES, CLASSES);
            });
    return labels;
  }
}
