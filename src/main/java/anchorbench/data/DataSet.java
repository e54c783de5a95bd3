package anchorbench.data;

import java.util.Locale;

/**
 * Training and test images and where they are from.
 *
 * @param name short name for tables: {@code fashion-mnist}, {@code synthetic}, {@code folder:NAME}
 * @param source folder, address or seed it was made from
 * @param checksum SHA-256 over the contents, in hexadecimal
 * @param synthetic drawn by us: never comparable with real images
 * @param findings what its reader found
 */
public record DataSet(
    String name,
    String source,
    String checksum,
    boolean synthetic,
    ImageSet train,
    ImageSet test,
    Findings findings) {
  /** Nothing but the images was found. */
  public DataSet(
      String name,
      String source,
      String checksum,
      boolean synthetic,
      ImageSet train,
      ImageSet test) {
    this(
        name,
        source,
        checksum,
        synthetic,
        train,
        test,
        Findings.uniform(synthetic ? "drawn" : "array", train, test));
  }

  /** The same, its training images in memory of our own. */
  public DataSet trainInMemory() {
    return new DataSet(name, source, checksum, synthetic, train.inMemory(), test, findings);
  }

  /** One line for the head of every output. */
  public String headline() {
    return String.format(
        Locale.ROOT,
        "%s%s: %,d training and %,d test images of %s, %d classes (%s)",
        synthetic ? "SYNTHETIC images, not comparable with real ones - " : "",
        name,
        train.count(),
        test.count(),
        train.shape(),
        train.classes(),
        source);
  }
}
