package anchorbench.engine.cuda;

import anchorbench.engine.TrainingSpec;
import anchorbench.engine.cuda.driver.Product.Arithmetic;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A step as three launches: the first layer in parts, a block for each triplet from there to the
 * loss and back, and every weight's gradient with its update.
 */
final class FusedStep implements TrainingStep {
  private static final String WHAT = "a trainer";

  private final Resources owned = new Resources();
  private final Lane lane;
  private final FusedKernels kernels;
  private final FusedTiles tiles;
  private final TrainingSpec spec;
  private final RowSource source;
  private final DeviceParameters parameters;
  private final FusedBuffers buffers;
  private final FixedAnchors fixedAnchors;
  private final Map<PlanShape, FusedKernels.Launches> launches = new HashMap<>();

  FusedStep(
      Lane lane,
      Kernels kernels,
      StepChoice choice,
      CudaImages images,
      AnchorTable anchors,
      TrainingSpec spec,
      Weights initial) {
    this.lane = lane;
    this.spec = spec;
    tiles = choice.tiles();
    Context context = lane.context();
    Stream stream = lane.stream();
    String network = FusedNetwork.definitions(spec.network(), tiles);
    this.kernels = new FusedKernels(context, kernels, network, choice.sharedBytes());
    int batch = spec.batchSize();
    int mostRows = new PlanShape(Math.min(anchors.rows(), batch), 3, batch).rows();
    try {
      DeviceBuffer table = owned.add(DeviceBuffer.of(context, stream, WHAT, anchors.values()));
      source = new RowSource(images, table, spec.pixelScale());
      parameters =
          owned.add(
              new DeviceParameters(
                  context, stream, spec.network(), spec.adam(), Arithmetic.FLOAT32));
      buffers = owned.add(new FusedBuffers(lane, spec.network(), tiles, mostRows, batch));
      fixedAnchors = owned.add(new FixedAnchors(lane));
      parameters.set(stream, kernels, initial);
    } catch (RuntimeException e) {
      owned.close();
      throw e;
    }
  }

  @Override
  public void prepare(PlanShape shape) {
    launches.computeIfAbsent(shape, this::launches);
  }

  private FusedKernels.Launches launches(PlanShape shape) {
    boolean fixed = fixedAnchors.embeddings() != null && shape.slots() > 0;
    long embeddings = fixed ? fixedAnchors.embeddings().address() : 0;
    int rows = shape.rows() - (fixed ? shape.slots() : 0);
    return new FusedKernels.Launches(
        FusedArguments.of(spec, tiles, buffers, parameters, source, embeddings, shape),
        FusedKernels.forwardGrid(tiles, rows),
        FusedKernels.tripletGrid(tiles, shape.count()),
        FusedKernels.updateGrid(tiles, rows));
  }

  @Override
  public void run(PlanShape shape, long plan, long corrections, long loss, long active) {
    kernels.run(lane.stream(), launches.get(shape), plan, corrections, loss, active);
  }

  @Override
  public boolean fixAnchors(float[] embeddings) {
    boolean first = fixedAnchors.set(embeddings);
    if (first) {
      launches.clear();
    }
    return first;
  }

  @Override
  public DeviceParameters parameters() {
    return parameters;
  }

  @Override
  public List<String> describe(PlanShape shape) {
    prepare(shape);
    return kernels.describe(launches.get(shape));
  }

  @Override
  public void close() {
    owned.close();
  }
}
