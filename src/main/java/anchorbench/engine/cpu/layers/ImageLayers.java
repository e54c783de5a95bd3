package anchorbench.engine.cpu.layers;

import anchorbench.data.Shape;
import anchorbench.engine.cpu.convolution.Convolution;
import anchorbench.engine.cpu.convolution.ConvolutionShape;
import anchorbench.memory.NativeMemory;
import anchorbench.network.NetworkSpec;
import anchorbench.network.PlannedLayer;
import anchorbench.network.layer.Dense;
import anchorbench.network.layer.Flatten;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The layers of a network up to its first dense one, for the rows of one worker. A block of images
 * goes through all of them before the next does.
 */
public final class ImageLayers {
  /**
   * How the layers are computed here.
   *
   * @param convolutions makes them, one for a thread
   * @param mostFirstChannels of images for which our own {@link FirstStage} is faster
   */
  public record Means(ImageLoops loops, Convolution.Maker convolutions, int mostFirstChannels) {
    private static final int FLOAT32_CHANNELS = 4;

    /** In float32, against the library's convolutions. */
    public static Means float32(ImageLoops loops, Convolution.Maker convolutions) {
      return new Means(loops, convolutions, FLOAT32_CHANNELS);
    }

    /** In bfloat16, with which the library is faster from two channels on. */
    public static Means bfloat16(ImageLoops loops, Convolution.Maker convolutions) {
      return new Means(loops, convolutions, 1);
    }
  }

  private final ImageLoops loops;

  /** float32 [capacity, channels, height, width]: as rows are gathered. */
  private final Activation gathered;

  /** The same with channels last; the same memory where that is the same, or not wanted. */
  private final Activation images;

  private final List<Stage> stages;
  private final List<WeightedStage> weighted;
  private final Activation features;

  /** The first stage with parameters, if there is one: nobody asks for a loss below it. */
  private final int lowest;

  /** Loss by features, and room for a block's loss by what lies between two stages. */
  private final Activation featureDelta;

  private final MemorySegment[] deltas = new MemorySegment[2];

  /**
   * @param layers of the network's plan, none of them dense
   * @param memory what the features are written to and their gradient is read from, float32
   *     [capacity, features] each; the gradient null where nothing is trained
   */
  public ImageLayers(
      Means means, Arena arena, List<PlannedLayer> layers, int capacity, Features memory) {
    loops = means.loops();
    Shape image = layers.getFirst().in();
    gathered = new Activation(arena, image, true, capacity);
    List<PlannedLayer> onImages = withoutFlatten(layers);
    Shape end = onImages.getLast().out();
    features = Activation.in(memory.values, end, capacity);
    featureDelta = memory.gradient == null ? null : Activation.in(memory.gradient, end, capacity);
    StageMaker maker = new StageMaker(means, onImages);
    boolean asGathered = isOneOrder(image) || maker.takesImagesAsGathered();
    images = asGathered ? gathered : new Activation(arena, image, true, capacity);
    stages = maker.stages(arena, capacity, images, features);
    weighted =
        stages.stream()
            .filter(WeightedStage.class::isInstance)
            .map(WeightedStage.class::cast)
            .toList();
    lowest = weighted.isEmpty() ? stages.size() : stages.indexOf(weighted.getFirst());
    if (featureDelta != null) {
      int largest = stages.stream().mapToInt(stage -> stage.in.shape.size()).max().orElse(0);
      for (int i = 0; i < deltas.length; i++) {
        deltas[i] = NativeMemory.allocateFloats(arena, (long) Convolution.BLOCK * largest);
      }
    }
  }

  /**
   * Where features are written to and their gradient is read from.
   *
   * @param gradient null where nothing is trained
   */
  public record Features(MemorySegment values, MemorySegment gradient) {}

  /** The layers of a network that are computed here: all before its first dense one. */
  public static List<PlannedLayer> of(NetworkSpec network) {
    return network.plan().layers().stream()
        .takeWhile(layer -> !(layer.layer() instanceof Dense))
        .toList();
  }

  /** What {@link Means#convolutions} would be asked for; nothing for a perceptron. */
  public static List<ConvolutionShape> convolutions(Means means, NetworkSpec network) {
    return new StageMaker(means, withoutFlatten(of(network))).convolutions();
  }

  /** Nothing moves: features keep the order of height, width, channels. */
  private static List<PlannedLayer> withoutFlatten(List<PlannedLayer> layers) {
    List<PlannedLayer> kept = new ArrayList<>(layers);
    kept.removeIf(layer -> layer.layer() instanceof Flatten);
    return kept;
  }

  private static boolean isOneOrder(Shape image) {
    return image.channels() == 1 || Flatten.isFlat(image);
  }

  /** float32 [capacity, channels, height, width]: to be filled before {@link #forward}. */
  public MemorySegment input() {
    return gathered.all;
  }

  /**
   * Takes over parameters, once for each step; a new gradient begins.
   *
   * @param weight of each convolution, [kernel height, kernel width, in, out]
   */
  public void setParameters(MemorySegment[] weight, MemorySegment[] bias) {
    for (int i = 0; i < weighted.size(); i++) {
      weighted.get(i).setWeights(weight[i], bias[i]);
    }
  }

  /** Leaves the features of the first {@code rows} images. */
  public void forward(int rows) {
    int block;
    for (int first = 0; first < rows; first += block) {
      block = Convolution.block(rows - first);
      if (images != gathered) {
        loops.toChannelsLast(gathered.at(first), gathered.shape, block, images.at(first));
      }
      for (int i = 0; i < stages.size(); i++) {
        stages.get(i).forward(first, block);
      }
    }
  }

  /** Adds up the gradient of the parameters over the first {@code rows} images. */
  public void backward(int rows) {
    int block;
    for (int first = 0; first < rows; first += block) {
      block = Convolution.block(rows - first);
      MemorySegment delta = featureDelta.at(first);
      for (int i = stages.size() - 1; i >= lowest; i--) {
        MemorySegment below = i == lowest ? null : deltas[i % 2];
        stages.get(i).backward(first, block, delta, below);
        delta = below;
      }
    }
  }

  /** Writes the gradient; laid out as {@link #setParameters} has it. */
  public void gradient(MemorySegment[] weight, MemorySegment[] bias) {
    for (int i = 0; i < weighted.size(); i++) {
      weighted.get(i).gradient(weight[i], bias[i]);
    }
  }

  /** Moves all that the backward pass reads of a row, but for its features. */
  public void moveRow(int from, int to) {
    images.moveRow(from, to);
    for (int i = 0; i < stages.size(); i++) {
      Stage stage = stages.get(i);
      stage.moveRow(from, to);
      if (stage.out != features) {
        stage.out.moveRow(from, to);
      }
    }
  }
}
