package anchorbench.network;

import anchorbench.InputException;
import anchorbench.data.Shape;
import anchorbench.network.layer.AveragePool2d;
import anchorbench.network.layer.Conv2d;
import anchorbench.network.layer.Dense;
import anchorbench.network.layer.Flatten;
import anchorbench.network.layer.GlobalAveragePool;
import anchorbench.network.layer.Layer;
import anchorbench.network.layer.MaxPool2d;
import anchorbench.network.layer.Relu;
import anchorbench.network.layer.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A network as people write it, before it is known what images it will get.
 *
 * <ul>
 *   <li>{@code 784-128-128-64}: a perceptron by its widths, the first of which is an image's size;
 *   <li>{@code conv3x32 pool2 conv3x64 pool2 128 64}: layers with spaces between them. {@code
 *       conv3x32} has 32 filters of 3x3, stride 1 and the padding that keeps an image's size;
 *       {@code pool2} and {@code avg2} take the largest number or the mean of windows of 2x2,
 *       {@code gap} the mean of each channel; a number is a dense layer. {@code s2} and {@code p0}
 *       behind one with a window are its stride and padding, e.g. {@code conv5x32s2p0};
 *   <li>The same with hyphens, {@code conv3x32-pool2-128-64}, for names that have no blanks;
 *   <li>{@code mlp} and {@code cnn} stand for the two above.
 * </ul>
 *
 * A ReLU follows every convolution and dense layer but the last of them, and images become rows
 * before the first dense layer: neither is written. Where {@code relu} or {@code flatten} is, all
 * of them are.
 */
public final class NetworkText {
  private static final Map<String, String> PRESETS =
      Map.of("mlp", "784-128-128-64", "cnn", "conv3x32 pool2 conv3x64 pool2 128 64");

  private static final Pattern WIDTHS = Pattern.compile("\\d+(-\\d+)+");
  private static final Pattern WINDOW =
      Pattern.compile("(conv|pool|avg)(\\d{1,4})(?:x(\\d{1,7}))?(?:s(\\d{1,4}))?(?:p(\\d{1,4}))?");
  private static final Pattern WIDTH = Pattern.compile("\\d{1,7}");

  /** Numbers of an image that the text itself names, or 0. */
  private final int inputs;

  private final List<Layer> layers;

  private NetworkText(int inputs, List<Layer> layers) {
    this.inputs = inputs;
    this.layers = List.copyOf(layers);
  }

  /** The text that this network would be read from. */
  static NetworkText of(NetworkSpec spec) {
    return new NetworkText(DenseNetwork.isPerceptron(spec) ? spec.inputs() : 0, spec.layers());
  }

  /**
   * @throws InputException if it is none, with what was expected
   */
  public static NetworkText parse(String text) {
    String written = PRESETS.getOrDefault(text.strip(), text.strip());
    try {
      NetworkText network =
          WIDTHS.matcher(written).matches() ? ofWidths(written) : ofLayers(written);
      NetworkRules.require(network.layers);
      return network;
    } catch (InputException e) {
      throw new InputException("network '" + text + "': " + e.getMessage(), e);
    }
  }

  private static NetworkText ofWidths(String text) {
    List<Integer> widths = Arrays.stream(text.split("-", -1)).map(NetworkText::width).toList();
    return new NetworkText(widths.getFirst(), NetworkSpec.perceptron(widths).layers());
  }

  private static int width(String digits) {
    if (!WIDTH.matcher(digits).matches()) {
      throw new InputException("width " + digits + ": expected one from 1 to 1048576");
    }
    return Integer.parseInt(digits);
  }

  private static NetworkText ofLayers(String text) {
    List<Layer> written = new ArrayList<>();
    for (String token : text.split("\\s+|-", -1)) {
      written.add(layer(token));
    }
    return new NetworkText(0, isExplicit(written) ? written : completed(written));
  }

  private static boolean isExplicit(List<Layer> written) {
    return written.stream().anyMatch(layer -> layer instanceof Relu || layer instanceof Flatten);
  }

  private static Layer layer(String token) {
    return switch (token) {
      case "gap" -> new GlobalAveragePool();
      case "relu" -> new Relu();
      case "flatten" -> new Flatten();
      default -> withNumbers(token);
    };
  }

  private static Layer withNumbers(String token) {
    if (WIDTH.matcher(token).matches()) {
      return new Dense(width(token));
    }
    Matcher window = WINDOW.matcher(token);
    if (window.matches() && window.group(1).equals("conv") == (window.group(3) != null)) {
      return withWindow(window);
    }
    throw new InputException(
        "'%s' is no layer; expected widths as in 784-128-128-64, layers as in %s, mlp or cnn"
            .formatted(token, PRESETS.get("cnn")));
  }

  private static Layer withWindow(Matcher token) {
    String kind = token.group(1);
    int size = Integer.parseInt(token.group(2));
    boolean conv = kind.equals("conv");
    int stride = number(token.group(4), conv ? 1 : size);
    int padding = number(token.group(5), conv ? Conv2d.samePadding(size) : 0);
    Window window = new Window(size, stride, padding);
    return switch (kind) {
      case "conv" -> new Conv2d(Integer.parseInt(token.group(3)), window);
      case "pool" -> new MaxPool2d(window);
      default -> new AveragePool2d(window);
    };
  }

  private static int number(String digits, int otherwise) {
    return digits == null ? otherwise : Integer.parseInt(digits);
  }

  /** With what goes without saying. */
  private static List<Layer> completed(List<Layer> written) {
    long weights = written.stream().filter(NetworkRules::hasWeights).count();
    boolean rows = false;
    List<Layer> layers = new ArrayList<>();
    for (Layer layer : written) {
      if (layer instanceof Dense && !rows) {
        rows = true;
        layers.add(new Flatten());
      }
      layers.add(layer);
      if (NetworkRules.hasWeights(layer) && --weights > 0) {
        layers.add(new Relu());
      }
    }
    return layers;
  }

  /**
   * The network for images of a shape. One that begins with a dense layer takes them as rows of
   * numbers, of whatever shape.
   *
   * @throws InputException if it cannot work on such images, naming the layer and both shapes
   */
  public NetworkSpec on(Shape images) {
    try {
      boolean rows = inputs > 0 || layers.getFirst() instanceof Flatten;
      List<Layer> rest =
          layers.getFirst() instanceof Flatten ? layers.subList(1, layers.size()) : layers;
      return rows
          ? new NetworkSpec(new Shape(images.size(), 1, 1), rest)
          : new NetworkSpec(images, layers);
    } catch (InputException e) {
      throw new InputException(
          "network '%s' on images of %s: %s".formatted(this, images, e.getMessage()), e);
    }
  }

  /**
   * The network, of which the text itself must say what images it takes.
   *
   * @throws InputException if it does not
   */
  NetworkSpec alone() {
    if (inputs == 0) {
      throw new InputException(
          "network '" + this + "': expected widths as in 784-128-128-64, the images' size first");
    }
    return on(new Shape(inputs, 1, 1));
  }

  /** Numbers of an embedding: those of the last layer with weights. */
  public int outputs() {
    Layer last = layers.stream().filter(NetworkRules::hasWeights).toList().getLast();
    return switch (last) {
      case Dense dense -> dense.outputs();
      case Conv2d conv -> conv.filters();
      default -> throw new IllegalStateException(last.toString());
    };
  }

  /** As short as it can be read back. */
  @Override
  public String toString() {
    if (inputs > 0) {
      return inputs
          + "-"
          + layers.stream()
              .filter(Dense.class::isInstance)
              .map(Layer::toString)
              .collect(Collectors.joining("-"));
    }
    List<Layer> written =
        layers.stream()
            .filter(layer -> !(layer instanceof Relu || layer instanceof Flatten))
            .toList();
    return (completed(written).equals(layers) ? written : layers)
        .stream().map(Layer::toString).collect(Collectors.joining(" "));
  }
}
