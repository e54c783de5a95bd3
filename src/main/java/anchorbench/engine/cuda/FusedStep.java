package anchorbench.engine.cuda;

import anchorbench.engine.TrainingSpec;
import anchorbench.network.DenseNetwork;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A step as three launches: the first layer in parts, a block for each triplet from there to the
 * loss and back, and every weight's gradient with its update.
 */
final class FusedStep implements TrainingStep {
  private final Stream stream;
  private final FusedKernels kernels;
  private final FusedTiles tiles;
  private final TrainingSpec spec;
  private final TrainingState state;
  private final FusedBuffers buffers;
  private final Map<Key, FusedKernels.Launches> launches = new HashMap<>();

  /**
   * What launches depend on.
   *
   * @param fixedAnchors device address, or 0
   */
  private record Key(PlanShape shape, long fixedAnchors) {}

  FusedStep(
      Stream stream, Kernels kernels, StepChoice choice, TrainingSpec spec, TrainingState state) {
    this.stream = stream;
    this.spec = spec;
    this.state = state;
    tiles = choice.tiles();
    DenseNetwork layers = DenseNetwork.of(spec.network());
    String network = FusedNetwork.definitions(layers, tiles, spec.scaling());
    this.kernels = new FusedKernels(stream.context(), kernels, network, choice.sharedBytes());
    buffers = new FusedBuffers(stream, layers, tiles, state.mostRows(), spec.batchSize());
  }

  @Override
  public void prepare(PlanShape shape) {
    launches.computeIfAbsent(key(shape), this::launches);
  }

  private Key key(PlanShape shape) {
    return new Key(shape, state.fixedAnchors().address(shape));
  }

  private FusedKernels.Launches launches(Key key) {
    PlanShape shape = key.shape;
    int rows = shape.rows() - (key.fixedAnchors == 0 ? 0 : shape.slots());
    return new FusedKernels.Launches(
        FusedArguments.of(
            spec, tiles, buffers, state.parameters(), state.source(), key.fixedAnchors, shape),
        FusedKernels.forwardGrid(tiles, rows),
        FusedKernels.tripletGrid(tiles, shape.count()),
        FusedKernels.updateGrid(tiles, rows));
  }

  @Override
  public void run(PlanShape shape, long plan, long corrections, long loss, long active) {
    kernels.run(stream, launches.get(key(shape)), plan, corrections, loss, active);
  }

  @Override
  public List<String> describe(PlanShape shape) {
    prepare(shape);
    return kernels.describe(launches.get(key(shape)));
  }

  @Override
  public void close() {
    buffers.close();
  }
}
