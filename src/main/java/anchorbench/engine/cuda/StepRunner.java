package anchorbench.engine.cuda;

import anchorbench.engine.TrainingSpec;
import anchorbench.engine.cuda.driver.MatrixProducts;
import anchorbench.engine.cuda.driver.Product.Arithmetic;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A step by cuBLASLt's products, with kernels of ours before, between and behind them. */
final class StepRunner implements TrainingStep {
  private static final String WHAT = "a trainer";

  private final Resources owned = new Resources();
  private final Lane lane;
  private final Kernels kernels;
  private final MatrixProducts products;
  private final Arithmetic arithmetic;
  private final TrainingSpec spec;
  private final RowSource source;
  private final DeviceParameters parameters;
  private final Activations activations;
  private final LossLaunches loss;
  private final Map<Integer, DenseLayers> layersByRows = new HashMap<>();

  StepRunner(
      Lane lane,
      CudaEngine engine,
      CudaImages images,
      AnchorTable anchors,
      TrainingSpec spec,
      Weights initial) {
    this.lane = lane;
    kernels = engine.kernels();
    products = engine.products();
    arithmetic = engine.arithmetic();
    this.spec = spec;
    Context context = lane.context();
    Stream stream = lane.stream();
    int batch = spec.batchSize();
    int mostRows = new PlanShape(Math.min(anchors.rows(), batch), 3, batch).rows();
    try {
      DeviceBuffer table = owned.add(DeviceBuffer.of(context, stream, WHAT, anchors.values()));
      source = new RowSource(images, table, spec.pixelScale());
      parameters =
          owned.add(new DeviceParameters(context, stream, spec.network(), spec.adam(), arithmetic));
      activations =
          owned.add(new Activations(context, stream, spec.network(), mostRows, arithmetic, true));
      loss = owned.add(new LossLaunches(lane, kernels, spec));
      parameters.set(stream, kernels, initial);
    } catch (RuntimeException e) {
      owned.close();
      throw e;
    }
  }

  /** Chooses algorithms, which a recording must not do. */
  @Override
  public void prepare(PlanShape shape) {
    layersByRows.computeIfAbsent(
        shape.rows(),
        rows -> new DenseLayers(products, kernels, parameters, activations, rows, lane));
  }

  @Override
  public void run(PlanShape shape, long plan, long corrections, long lossAt, long activeAt) {
    Stream stream = lane.stream();
    DenseLayers layers = layersByRows.get(shape.rows());
    kernels.gatherRows(
        stream, source, plan, shape.rows(), arithmetic == Arithmetic.BFLOAT16, activations.input());
    layers.forward(stream);
    int top = spec.network().layers();
    loss.run(shape, plan, activations.values(top), activations.delta(top));
    layers.backward(stream);
    kernels.adam(
        stream, parameters, corrections, loss.violations(), shape.count(), lossAt, activeAt);
  }

  @Override
  public boolean fixAnchors(float[] embeddings) {
    return loss.fixAnchors(embeddings);
  }

  @Override
  public DeviceParameters parameters() {
    return parameters;
  }

  /** Which algorithm each product got. */
  @Override
  public List<String> describe(PlanShape shape) {
    prepare(shape);
    return layersByRows.get(shape.rows()).algorithms();
  }

  @Override
  public void close() {
    layersByRows.values().forEach(DenseLayers::close);
    owned.close();
  }
}
