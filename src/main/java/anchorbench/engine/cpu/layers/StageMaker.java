package anchorbench.engine.cpu.layers;

import anchorbench.engine.cpu.convolution.Convolution;
import anchorbench.engine.cpu.convolution.ConvolutionShape;
import anchorbench.network.PlannedLayer;
import anchorbench.network.layer.AveragePool2d;
import anchorbench.network.layer.Conv2d;
import anchorbench.network.layer.Dense;
import anchorbench.network.layer.Flatten;
import anchorbench.network.layer.GlobalAveragePool;
import anchorbench.network.layer.Layer;
import anchorbench.network.layer.MaxPool2d;
import anchorbench.network.layer.Relu;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/** Puts layers together that are done at once, and says what of them is kept. */
final class StageMaker {
  private final ImageLayers.Means means;
  private final List<Group> groups;

  /** Whether the first convolution and the pool behind it are a {@link FirstStage}. */
  private final boolean beginsWithFirstStage;

  /**
   * @param layers none of them dense or flattening
   */
  StageMaker(ImageLayers.Means means, List<PlannedLayer> layers) {
    this.means = means;
    groups = groups(layers);
    beginsWithFirstStage = beginsWithFirstStage();
  }

  /** Some layers, and the ReLU that is done with the first of them. */
  private record Group(PlannedLayer layer, boolean relu, PlannedLayer last) {
    /** Whether the backward pass reads its output. */
    boolean readsOutput() {
      return layer.layer() instanceof Relu || (layer.layer() instanceof Conv2d && relu);
    }

    /**
     * @param below whether somebody asks for the loss by input
     */
    ConvolutionShape convolution(Conv2d conv, boolean below) {
      return new ConvolutionShape(layer.in(), layer.out(), conv.window(), relu, below);
    }
  }

  /** Where stages lie: the arena, images at most, and what goes in and comes out. */
  private record Room(Arena arena, int capacity, Activation images, Activation features) {}

  private boolean beginsWithFirstStage() {
    return means.loops() instanceof VectorImageLoops
        && groups.size() > 1
        && groups.get(0).layer().layer() instanceof Conv2d conv
        && groups.get(1).layer().layer() instanceof MaxPool2d pool
        && groups.get(1).relu()
        && groups.getFirst().layer().in().channels() <= means.mostFirstChannels()
        && FirstStage.fits(conv.window(), conv.filters(), pool.window());
  }

  /** Whether they take images as they are gathered, not with their channels last. */
  boolean takesImagesAsGathered() {
    return beginsWithFirstStage;
  }

  /** What is asked of {@link ImageLayers.Means#convolutions}. */
  List<ConvolutionShape> convolutions() {
    List<ConvolutionShape> asked = new ArrayList<>();
    for (int i = firstPlain(); i < groups.size(); i++) {
      if (groups.get(i).layer().layer() instanceof Conv2d conv) {
        asked.add(groups.get(i).convolution(conv, isWeightBefore(i)));
      }
    }
    return asked;
  }

  /** The first group that is a stage of its own. */
  private int firstPlain() {
    return beginsWithFirstStage ? 2 : 0;
  }

  private boolean isWeightBefore(int index) {
    return groups.stream().limit(index).anyMatch(group -> group.layer().layer() instanceof Conv2d);
  }

  /**
   * @param capacity images at most
   * @param images channels last, or as they are gathered where they are taken so
   */
  List<Stage> stages(Arena arena, int capacity, Activation images, Activation features) {
    Room room = new Room(arena, capacity, images, features);
    List<Stage> stages = new ArrayList<>();
    if (beginsWithFirstStage && groups.getFirst().layer().layer() instanceof Conv2d conv) {
      stages.add(new FirstStage(conv.window().padding(), images, output(1, room), arena, capacity));
    }
    for (int i = firstPlain(); i < groups.size(); i++) {
      Activation in = stages.isEmpty() ? images : stages.getLast().out;
      stages.add(stage(i, in, output(i, room), room));
    }
    return stages;
  }

  /** Kept for the way back if its own group reads it there, or the next one. */
  private Activation output(int index, Room room) {
    if (index == groups.size() - 1) {
      return room.features;
    }
    Group group = groups.get(index);
    boolean kept = group.readsOutput() || groups.get(index + 1).layer().layer() instanceof Conv2d;
    return new Activation(room.arena, group.last().out(), kept, room.capacity);
  }

  /**
   * A ReLU between a convolution and a max pool is done by the pool, on a quarter of the numbers;
   * another one by the convolution before it.
   */
  private static List<Group> groups(List<PlannedLayer> layers) {
    List<Group> groups = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      PlannedLayer layer = layers.get(i);
      boolean reluNext = is(layers, i + 1, Relu.class);
      if (layer.layer() instanceof Relu && is(layers, i + 1, MaxPool2d.class)) {
        groups.add(new Group(layers.get(i + 1), true, layers.get(i + 1)));
        i++;
      } else if (layer.layer() instanceof MaxPool2d && reluNext) {
        groups.add(new Group(layer, true, layers.get(i + 1)));
        i++;
      } else if (layer.layer() instanceof Conv2d
          && reluNext
          && !is(layers, i + 2, MaxPool2d.class)) {
        groups.add(new Group(layer, true, layers.get(i + 1)));
        i++;
      } else {
        groups.add(new Group(layer, false, layer));
      }
    }
    return groups;
  }

  private static boolean is(List<PlannedLayer> layers, int at, Class<? extends Layer> type) {
    return at < layers.size() && type.isInstance(layers.get(at).layer());
  }

  private Stage stage(int index, Activation in, Activation out, Room room) {
    Group group = groups.get(index);
    ImageLoops loops = means.loops();
    return switch (group.layer().layer()) {
      case Conv2d conv -> {
        ConvolutionShape shape = group.convolution(conv, isWeightBefore(index));
        Convolution convolution = means.convolutions().make(room.arena, shape);
        yield new ConvolutionStage(loops, convolution, group.relu(), in, out);
      }
      case MaxPool2d pool ->
          new MaxPoolStage(loops, pool.window(), group.relu(), in, out, room.arena, room.capacity);
      case AveragePool2d pool -> new AveragePoolStage(loops, pool.window(), in, out);
      case GlobalAveragePool _ -> new ChannelMeansStage(loops, in, out);
      case Relu _ -> new ReluStage(loops, in, out);
      case Dense _, Flatten _ -> throw new IllegalArgumentException(group.layer().toString());
    };
  }
}
