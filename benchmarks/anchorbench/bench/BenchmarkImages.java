package anchorbench.bench;

import anchorbench.InputException;
import anchorbench.data.DataSet;
import anchorbench.data.ImageSet;
import anchorbench.source.ImageChoice;
import java.lang.foreign.MemorySegment;

/** The images a fork works on, read once. */
final class BenchmarkImages {
  static final String DATA = "anchorbench.bench.data";

  private BenchmarkImages() {}

  private static volatile DataSet set;

  /**
   * @throws InputException if there are none
   */
  static synchronized DataSet get() {
    if (set == null) {
      set = choice().load(System.err::println);
    }
    return set;
  }

  /** Which they are. */
  static ImageChoice choice() {
    String text = System.getProperty(DATA);
    return text == null ? ImageChoice.AUTO : ImageChoice.parse(text);
  }

  /**
   * The training images, several times over: a set as large as a cache would be timed there and not
   * in memory.
   *
   * @param times as a parameter has it, e.g. {@code x6}
   */
  static ImageSet train(String times) {
    ImageSet once = get().train();
    int copies = copies(times);
    if (copies == 1) {
      return once;
    }
    int count = Math.multiplyExact(once.count(), copies);
    MemorySegment pixels = ImageSet.allocatePixels(count, once.shape());
    int[] labels = new int[count];
    long bytes = once.pixelBytes();
    for (int copy = 0; copy < copies; copy++) {
      MemorySegment.copy(once.pixels(), 0, pixels, copy * bytes, bytes);
      System.arraycopy(once.labels(), 0, labels, copy * once.count(), once.count());
    }
    return new ImageSet(pixels, labels, once.shape(), once.classNames());
  }

  /**
   * @throws InputException if it is no such parameter
   */
  static int copies(String times) {
    if (!times.matches("x[1-9]\\d?")) {
      throw new InputException("-p images=" + times + ": expected x1 to x99");
    }
    return Integer.parseInt(times.substring(1));
  }
}
