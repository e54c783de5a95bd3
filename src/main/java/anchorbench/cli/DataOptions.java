package anchorbench.cli;

import anchorbench.data.DataSet;
import anchorbench.data.DataSource;
import picocli.CommandLine.Option;

/** Which images. */
final class DataOptions {
  @Option(
      names = "--data",
      defaultValue = DataSource.AUTO,
      paramLabel = "DIR|synthetic|auto",
      description =
          "folder of IDX files, drawn images, or the first found of FASHION_MNIST_DIR, the user's"
              + " cache, a download, drawn images (default: ${DEFAULT-VALUE})")
  private String data;

  /** For a command that is to use the same. */
  String asGiven() {
    return data.equals(DataSource.AUTO) ? "" : " --data " + data;
  }

  /** Loads them and prints which; the first line a command prints. */
  DataSet load() {
    DataSet set = DataSource.fromEnvironment().load(data, System.err::println);
    System.out.println(set.headline());
    return set;
  }
}
