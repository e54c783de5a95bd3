package anchorbench.bench;

import anchorbench.InputException;
import anchorbench.data.DataSet;
import anchorbench.data.ImageSet;
import anchorbench.source.ImageChoice;

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
      // A mapped file has small pages, and its first reading is the system's work.
      set = choice().load(System.err::println).trainInMemory();
    }
    return set;
  }

  /** Which they are. */
  static ImageChoice choice() {
    String text = System.getProperty(DATA);
    return text == null ? ImageChoice.AUTO : ImageChoice.parse(text);
  }

  /**
   * What a row works on.
   *
   * @param text its parameter {@code images}
   * @throws InputException if it is none
   */
  static ImageSet train(String text) {
    return RowImages.parse(text).of(get().train());
  }
}
