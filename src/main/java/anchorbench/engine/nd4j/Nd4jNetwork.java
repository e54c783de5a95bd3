package anchorbench.engine.nd4j;

import anchorbench.network.NetworkSpec;
import anchorbench.network.Weights;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The network as ND4J operations into kept arrays; parameters and gradient are one row each. */
final class Nd4jNetwork implements TrainedNetwork {
  private final KeptArrays arrays = new KeptArrays();
  private final List<Nd4jStage> stages;
  private final Map<Integer, List<Nd4jPass>> passes = new HashMap<>();

  private final Nd4jParameters parameters;
  private final Nd4jActivations input;
  private final Nd4jActivations embeddings;

  /**
   * @param capacity rows at most
   * @param training whether there will be a way back
   * @param onCard whether ND4J's backend is CUDA's
   */
  Nd4jNetwork(Weights initial, int capacity, boolean training, boolean onCard) {
    NetworkSpec spec = initial.spec();
    parameters = new Nd4jParameters(arrays, initial);
    Nd4jStages maker = new Nd4jStages(arrays, parameters, capacity, training, onCard);
    input = maker.input(spec);
    stages = maker.of(spec, input);
    embeddings = stages.getLast().out();
  }

  private List<Nd4jPass> passes(int rows) {
    return passes.computeIfAbsent(
        rows, count -> stages.stream().map(stage -> stage.on(count)).toList());
  }

  @Override
  public INDArray input() {
    return input.values();
  }

  @Override
  public INDArray embeddings() {
    return embeddings.values();
  }

  @Override
  public INDArray deltas() {
    return embeddings.deltas();
  }

  @Override
  public INDArray parameters() {
    return parameters.values;
  }

  @Override
  public INDArray gradient() {
    return parameters.gradient;
  }

  @Override
  public Weights weights() {
    return parameters.read(parameters.values);
  }

  @Override
  public Weights gradientOfWeights() {
    return parameters.read(parameters.gradient);
  }

  @Override
  public void forward(int rows) {
    passes(rows).forEach(Nd4jPass::forward);
  }

  @Override
  public void backward(int rows) {
    List<Nd4jPass> way = passes(rows);
    for (int i = way.size() - 1; i >= 0 && stages.get(i).out().hasDeltas(); i--) {
      way.get(i).backward();
    }
  }

  @Override
  public void close() {
    arrays.close();
  }
}
