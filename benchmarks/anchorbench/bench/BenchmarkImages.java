package anchorbench.bench;

import anchorbench.data.DataSet;
import anchorbench.data.DataSource;

/** The images a fork works on, read once. */
final class BenchmarkImages {
  static final String DATA = "anchorbench.bench.data";

  private BenchmarkImages() {}

  private static final class Holder {
    static final DataSet SET = load();
  }

  static DataSet get() {
    return Holder.SET;
  }

  static DataSet load() {
    return DataSource.fromEnvironment()
        .load(System.getProperty(DATA, DataSource.AUTO), System.err::println);
  }
}
