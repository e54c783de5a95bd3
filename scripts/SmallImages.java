import anchorbench.data.DataSet;
import anchorbench.data.ImageSet;
import anchorbench.data.KerasNpz;
import anchorbench.source.ImageChoice;
import anchorbench.source.ReadOptions;
import java.nio.file.Path;

/**
 * The first images of both halves of a set, as {@code --data} names it, as one {@code .npz}: {@code
 * FROM TO TRAINING-IMAGES TEST-IMAGES}. With anchorbench's classes on the class path.
 */
class SmallImages {
  public static void main(String[] arguments) {
    DataSet all = new ImageChoice(arguments[0], ReadOptions.NONE).load(System.err::println);
    ImageSet train = first(all.train(), Integer.parseInt(arguments[2]));
    ImageSet test = first(all.test(), Integer.parseInt(arguments[3]));
    // Names and pixels are written, and no checksum.
    KerasNpz.write(
        Path.of(arguments[1]),
        new DataSet(all.name(), all.source(), "", all.synthetic(), train, test));
  }

  private static ImageSet first(ImageSet images, int most) {
    return images.slice(0, Math.min(most, images.count()));
  }
}
