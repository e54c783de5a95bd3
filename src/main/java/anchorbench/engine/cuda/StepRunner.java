package anchorbench.engine.cuda;

import anchorbench.engine.TrainingSpec;
import anchorbench.engine.cuda.driver.MatrixProducts;
import anchorbench.engine.cuda.driver.Product.Arithmetic;
import anchorbench.network.Distance;
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
  private final CudaImages images;
  private final TrainingSpec spec;
  private final DeviceBuffer table;
  private final DeviceParameters parameters;
  private final Activations activations;
  private final DeviceBuffer violation;
  private final DeviceBuffer factors;
  private final FixedAnchors fixedAnchors;
  private final Map<Integer, DenseLayers> layersByRows = new HashMap<>();

  StepRunner(
      Lane lane,
      Kernels kernels,
      MatrixProducts products,
      Arithmetic arithmetic,
      CudaImages images,
      AnchorTable anchors,
      TrainingSpec spec,
      Weights initial) {
    this.lane = lane;
    this.kernels = kernels;
    this.products = products;
    this.arithmetic = arithmetic;
    this.images = images;
    this.spec = spec;
    Context context = lane.context();
    Stream stream = lane.stream();
    int batch = spec.batchSize();
    int mostRows = new PlanShape(Math.min(anchors.rows(), batch), 3, batch).rows();
    try {
      table = owned.add(DeviceBuffer.of(context, stream, WHAT, anchors.values()));
      parameters =
          owned.add(new DeviceParameters(context, stream, spec.network(), spec.adam(), arithmetic));
      activations =
          owned.add(new Activations(context, stream, spec.network(), mostRows, arithmetic, true));
      violation = owned.add(DeviceBuffer.floats(context, stream, WHAT, batch));
      factors = owned.add(DeviceBuffer.floats(context, stream, WHAT, 2L * batch));
      fixedAnchors = owned.add(new FixedAnchors(lane));
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
        rows ->
            new DenseLayers(
                products, kernels, parameters, activations, arithmetic, rows, lane, true));
  }

  @Override
  public void run(PlanShape shape, long plan, long corrections, long loss, long active) {
    Stream stream = lane.stream();
    DenseLayers layers = layersByRows.get(shape.rows());
    kernels.gatherRows(
        stream,
        images,
        table,
        plan,
        shape.rows(),
        spec.pixelScale(),
        arithmetic == Arithmetic.BFLOAT16,
        activations.input());
    layers.forward(stream);
    loss(shape, plan);
    layers.backward(stream);
    kernels.adam(stream, parameters, corrections, violation, shape.count(), loss, active);
  }

  @Override
  public boolean fixAnchors(float[] embeddings) {
    return fixedAnchors.set(embeddings);
  }

  private void loss(PlanShape shape, long plan) {
    int top = spec.network().layers();
    int width = spec.network().outputs();
    boolean fixed = fixedAnchors.embeddings() != null && shape.slots() > 0;
    if (fixed) {
      kernels.tableRows(
          lane.stream(),
          fixedAnchors.embeddings(),
          width,
          plan,
          shape.slots(),
          activations.values(top));
    }
    Kernels.LossShape loss =
        new Kernels.LossShape(
            width,
            shape.slots(),
            shape.stride(),
            shape.count(),
            spec.loss().margin(),
            spec.loss().distance() == Distance.SQUARED_EUCLIDEAN);
    if (shape.stride() == 3) {
      kernels.tripletLoss(
          lane.stream(),
          loss,
          activations.values(top),
          at(plan, shape.anchorRowAt()),
          activations.delta(top),
          violation.address());
    }
    if (shape.slots() > 0) {
      kernels.tripletLossShared(
          lane.stream(),
          loss,
          activations.values(top),
          at(plan, shape.membersAt()),
          at(plan, shape.memberStartAt()),
          activations.delta(top),
          violation.address(),
          factors.address());
    }
    if (fixed) {
      lane.stream().fill(activations.delta(top), (long) shape.slots() * width * Float.BYTES);
    }
  }

  private static long at(long plan, int index) {
    return plan + (long) index * Integer.BYTES;
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
