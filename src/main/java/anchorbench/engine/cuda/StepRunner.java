package anchorbench.engine.cuda;

import anchorbench.engine.TrainingSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A step by cuBLASLt's products, with kernels of ours before, between and behind them. */
final class StepRunner implements TrainingStep {
  private final Resources owned = new Resources();
  private final Stream stream;
  private final Kernels kernels;
  private final TrainingState state;
  private final LayerTools tools;
  private final NetworkActivations activations;
  private final LossLaunches loss;
  private final Map<Integer, NetworkLayers> layersByRows = new HashMap<>();

  StepRunner(Stream stream, CudaEngine engine, TrainingSpec spec, TrainingState state) {
    this.stream = stream;
    kernels = engine.kernels();
    this.state = state;
    tools = LayerTools.of(engine, stream, state.convolutions(), state.parameters());
    try {
      activations =
          owned.add(new NetworkActivations(tools, spec.network(), state.mostRows(), true));
      loss = owned.add(new LossLaunches(stream, kernels, spec, state.fixedAnchors()));
    } catch (RuntimeException e) {
      owned.close();
      throw e;
    }
  }

  /** Chooses algorithms, which a recording must not do. */
  @Override
  public void prepare(PlanShape shape) {
    layersByRows.computeIfAbsent(shape.rows(), rows -> new NetworkLayers(tools, activations, rows));
  }

  @Override
  public void run(PlanShape shape, long plan, long corrections, long lossAt, long activeAt) {
    NetworkLayers layers = layersByRows.get(shape.rows());
    kernels.gatherRows(
        stream,
        state.source(),
        plan,
        shape.rows(),
        activations.inputIsBfloat16(),
        activations.input());
    layers.forward(stream);
    loss.run(shape, plan, activations.embeddings(), activations.embeddingDelta());
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
    layersByRows.values().forEach(NetworkLayers::close);
    owned.close();
  }
}
