package anchorbench.cli;

import anchorbench.InputException;
import anchorbench.data.DataSet;
import anchorbench.decode.PixelForm;
import anchorbench.source.DataSource;
import anchorbench.source.ImageChoice;
import anchorbench.source.ReadOptions;
import java.util.List;
import picocli.CommandLine.Option;

/** Which images, and what is made of them. */
public final class DataOptions {
  /** Of all of them. */
  public static final List<String> NAMES =
      List.of(
          "--data", "--size", "--fit", "--grey", "--colour", "--test-share", "--skip-unreadable");

  @Option(
      names = "--data",
      defaultValue = DataSource.AUTO,
      paramLabel = "PLACE|synthetic|auto",
      description =
          "a folder with a folder of images per class, a CSV list, an .npz file, a folder of IDX or"
              + " CIFAR files; drawn images; or the first found of FASHION_MNIST_DIR, the user's"
              + " cache, a download, drawn images (default: ${DEFAULT-VALUE})")
  private String data;

  @Option(
      names = "--size",
      paramLabel = "HEIGHTxWIDTH",
      description = "makes all images this size by area averages (default: all must have one)")
  private String size;

  @Option(
      names = "--fit",
      defaultValue = "pad",
      paramLabel = "pad|crop|stretch",
      description =
          "for --size: an image of another aspect gets black borders, loses its edges, or is"
              + " stretched (default: ${DEFAULT-VALUE})")
  private PixelForm.Fit fit;

  @Option(names = "--grey", description = "makes images grey (default: in colour if one is)")
  private boolean grey;

  @Option(names = "--colour", description = "makes images three planes: red, green, blue")
  private boolean colour;

  @Option(
      names = "--test-share",
      paramLabel = "SHARE",
      description =
          "share of each class's images to test on, chosen by content; also puts halves together"
              + " that a folder or list has, to split them anew (default: its halves, or 0.2)")
  private Double testShare;

  @Option(
      names = "--skip-unreadable",
      description = "leaves out image files that cannot be read (default: they end the command)")
  private boolean skipUnreadable;

  /** For a command that is to use the same. */
  String asGiven() {
    return data.equals(DataSource.AUTO) ? "" : " --data " + quoted(data) + options().asGiven();
  }

  private static String quoted(String place) {
    return place.contains(" ") ? "'" + place + "'" : place;
  }

  /**
   * @throws InputException if options contradict each other
   */
  public ImageChoice choice() {
    return new ImageChoice(data, options());
  }

  /** Loads them and prints which; the first line a command prints. */
  DataSet load() {
    DataSet set = choice().load(System.err::println);
    System.out.println(set.headline());
    return set;
  }

  private ReadOptions options() {
    if (grey && colour) {
      throw new InputException("--grey and --colour: give one of the two");
    }
    PixelForm.Channels channels =
        grey
            ? PixelForm.Channels.GREY
            : colour ? PixelForm.Channels.COLOUR : PixelForm.Channels.AS_STORED;
    if (size == null && fit != PixelForm.Fit.PAD) {
      throw new InputException("--fit goes with --size HEIGHTxWIDTH");
    }
    return new ReadOptions(
        new PixelForm(channels, size == null ? null : PixelForm.Size.parse(size), fit),
        testShare,
        skipUnreadable);
  }
}
