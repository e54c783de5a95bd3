package anchorbench.engine.cuda;

import anchorbench.engine.TrainingSpec;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.engine.cuda.driver.GemmLibrary;
import anchorbench.network.DenseNetwork;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A step by cuBLASLt's products, with kernels of ours before, between and behind them. */
final class StepRunner implements TrainingStep {
  private final Resources owned = new Resources();
  private final Stream stream;
  private final Kernels kernels;
  private final GemmLibrary products;
  private final DenseNetwork network;
  private final TrainingState state;
  private final Activations activations;
  private final LossLaunches loss;
  private final Map<Integer, DenseLayers> layersByRows = new HashMap<>();

  StepRunner(Stream stream, CudaEngine engine, TrainingSpec spec, TrainingState state) {
    this.stream = stream;
    kernels = engine.kernels();
    products = engine.products();
    network = DenseNetwork.of(spec.network());
    this.state = state;
    try {
      activations =
          owned.add(
              new Activations(
                  stream.context(), stream, network, state.mostRows(), engine.arithmetic(), true));
      loss = owned.add(new LossLaunches(stream, kernels, spec, state.fixedAnchors()));
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
        rows -> new DenseLayers(products, kernels, state.parameters(), activations, rows, stream));
  }

  @Override
  public void run(PlanShape shape, long plan, long corrections, long lossAt, long activeAt) {
    DenseLayers layers = layersByRows.get(shape.rows());
    kernels.gatherRows(
        stream,
        state.source(),
        plan,
        shape.rows(),
        activations.arithmetic() == Arithmetic.BFLOAT16,
        activations.input());
    layers.forward(stream);
    int top = network.layers();
    loss.run(shape, plan, activations.values(top), activations.delta(top));
    layers.backward(stream);
    kernels.adam(
        stream,
        state.parameters(),
        corrections,
        loss.violations(),
        shape.count(),
        lossAt,
        activeAt);
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
