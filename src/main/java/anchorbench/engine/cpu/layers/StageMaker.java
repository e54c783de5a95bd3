package anchorbench.engine.cpu.layers;

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
  private final Arena arena;
  private final int capacity;

  StageMaker(ImageLayers.Means means, Arena arena, int capacity) {
    this.means = means;
    this.arena = arena;
    this.capacity = capacity;
  }

  /** Some layers, and the ReLU that is done with the first of them. */
  private record Group(PlannedLayer layer, boolean relu, PlannedLayer last) {
    /** Whether the backward pass reads its output. */
    boolean readsOutput() {
      return layer.layer() instanceof Relu || (layer.layer() instanceof Conv2d && relu);
    }
  }

  /**
   * Whether the layers begin with a {@link FirstStage}, which takes images as they are gathered.
   */
  boolean beginsWithFirstStage(List<PlannedLayer> layers) {
    List<Group> groups = groups(layers);
    return means.loops() instanceof VectorImageLoops
        && groups.size() > 1
        && groups.get(0).layer().layer() instanceof Conv2d conv
        && groups.get(1).layer().layer() instanceof MaxPool2d pool
        && groups.get(1).relu()
        && layers.getFirst().in().channels() <= means.mostFirstChannels()
        && FirstStage.fits(conv.window(), conv.filters(), pool.window());
  }

  /**
   * @param images channels last, or as they are gathered where the first stage takes them so
   */
  List<Stage> stages(List<PlannedLayer> layers, Activation images, Activation features) {
    List<Group> groups = groups(layers);
    List<Stage> stages = new ArrayList<>();
    int next = 0;
    if (beginsWithFirstStage(layers) && groups.getFirst().layer().layer() instanceof Conv2d conv) {
      Activation out = output(groups, 1, features);
      stages.add(new FirstStage(conv.window().padding(), images, out, arena, capacity));
      next = 2;
    }
    for (; next < groups.size(); next++) {
      Activation in = stages.isEmpty() ? images : stages.getLast().out;
      boolean below = stages.stream().anyMatch(WeightedStage.class::isInstance);
      stages.add(stage(groups.get(next), in, output(groups, next, features), below));
    }
    return stages;
  }

  /** Kept for the way back if its own group reads it there, or the next one. */
  private Activation output(List<Group> groups, int index, Activation features) {
    if (index == groups.size() - 1) {
      return features;
    }
    Group group = groups.get(index);
    boolean kept = group.readsOutput() || groups.get(index + 1).layer().layer() instanceof Conv2d;
    return new Activation(arena, group.last().out(), kept, capacity);
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

  /**
   * @param below whether somebody asks for the loss by input
   */
  private Stage stage(Group group, Activation in, Activation out, boolean below) {
    ImageLoops loops = means.loops();
    return switch (group.layer().layer()) {
      case Conv2d conv ->
          new ConvolutionStage(
              loops,
              means
                  .convolutions()
                  .make(
                      arena,
                      new ConvolutionShape(
                          in.shape, out.shape, conv.window(), group.relu(), below)),
              group.relu(),
              in,
              out);
      case MaxPool2d pool ->
          new MaxPoolStage(loops, pool.window(), group.relu(), in, out, arena, capacity);
      case AveragePool2d pool -> new AveragePoolStage(loops, pool.window(), in, out);
      case GlobalAveragePool _ -> new ChannelMeansStage(loops, in, out);
      case Relu _ -> new ReluStage(loops, in, out);
      case Dense _, Flatten _ -> throw new IllegalArgumentException(group.layer().toString());
    };
  }
}
