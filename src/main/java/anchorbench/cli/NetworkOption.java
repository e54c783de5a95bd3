package anchorbench.cli;

import anchorbench.network.NetworkText;
import picocli.CommandLine.Option;

/** The network that is trained. */
final class NetworkOption {
  @Option(
      names = "--network",
      description = {
        "layers of the network: widths, the first of which follows the images (784-128-128-64);"
            + " or convolutions, pools and widths (\"conv3x32 pool2 conv3x64 pool2 128 64\");"
            + " or mlp or cnn, which are these two (default: mlp)"
      })
  private String text;

  boolean isGiven() {
    return text != null;
  }

  /**
   * @throws anchorbench.InputException if it is no network
   */
  NetworkText text() {
    return NetworkText.parse(text == null ? "mlp" : text);
  }
}
