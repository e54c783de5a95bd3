package anchorbench.bench;

import anchorbench.InputException;
import anchorbench.data.ImageSet;
import anchorbench.network.NetworkSpec;
import anchorbench.network.NetworkText;
import java.util.Map;

/**
 * What a row's parameter {@code network} says: a network, and behind an @ images of another shape
 * than the chosen set's, which are {@link Noise}: {@code cnn@32x32x3}.
 */
record RowNetwork(NetworkText network, RowImages images) {
  /** The parameter's name. */
  static final String PARAMETER = "network";

  private static final String AT = "@";

  /**
   * @throws InputException if it is none
   */
  static RowNetwork parse(String text) {
    int at = text.indexOf(AT);
    if (at < 0) {
      return new RowNetwork(NetworkText.parse(text), RowImages.parse(RowImages.CHOSEN));
    }
    RowImages images = RowImages.parse(text.substring(at + 1));
    if (!(images instanceof Noise)) {
      throw new InputException(
          "-p %s=%s: expected a shape behind @, e.g. cnn@32x32x3".formatted(PARAMETER, text));
    }
    return new RowNetwork(NetworkText.parse(text.substring(0, at)), images);
  }

  /** Null if a row has no network. */
  static RowNetwork of(Map<String, String> parameters) {
    String text = parameters.get(PARAMETER);
    return text == null ? null : parse(text);
  }

  /** As it may stand in a row's name, which has no blanks. */
  static String name(String text) {
    return text.strip().replaceAll("\\s+", "-");
  }

  /**
   * The network on these images.
   *
   * @param chosen training images of the run
   * @throws InputException if it does not work on them
   */
  NetworkSpec on(ImageSet chosen) {
    return network.on(images instanceof Noise noise ? noise.shape() : chosen.shape());
  }
}
