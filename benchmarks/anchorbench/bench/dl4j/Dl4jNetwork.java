package anchorbench.bench.dl4j;

import anchorbench.bench.peer.PeerWeights;
import anchorbench.data.Shape;
import anchorbench.engine.nd4j.TrainedNetwork;
import anchorbench.network.NetworkSpec;
import anchorbench.network.ParameterSlot;
import anchorbench.network.Weights;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The network as a ComputationGraph, which is told the loss by its output from outside. */
final class Dl4jNetwork implements TrainedNetwork {
  private final NetworkSpec spec;
  private final GraphLayers layers;
  private final ComputationGraph graph;
  private final INDArray parameters;
  private final INDArray gradient;
  private final INDArray input;
  private final INDArray embeddings;
  private final INDArray deltas;

  /** What the graph made of the rows last: float32 [rows, ...], the embeddings. */
  private INDArray output;

  /**
   * @param capacity rows at most
   */
  Dl4jNetwork(Weights initial, int capacity) {
    spec = initial.spec();
    layers = new GraphLayers(spec);
    graph = new ComputationGraph(layers.configuration());
    graph.init();
    graph.initGradientsView();
    parameters = graph.params().reshape(spec.parameters());
    gradient = graph.getFlattenedGradients().reshape(spec.parameters());
    input = rows(capacity, spec.inputs());
    embeddings = rows(capacity, spec.outputs());
    deltas = rows(capacity, spec.outputs());
    List<ParameterSlot> slots = spec.plan().slots();
    Map<String, INDArray> table = graph.paramTable();
    for (int i = 0; i < slots.size(); i++) {
      try (INDArray tensor = Nd4j.createFromArray(initial.tensor(slots.get(i)))) {
        INDArray parameter = table.get(name(i));
        parameter.assign(tensor.reshape('c', parameter.shape()));
      }
    }
  }

  private static INDArray rows(int capacity, int width) {
    return Nd4j.createUninitialized(DataType.FLOAT, new long[] {capacity, width}, 'c');
  }

  /** As the graph calls a parameter, by its number in the network's plan: weight, bias, weight. */
  private String name(int parameter) {
    boolean weight = parameter % 2 == 0;
    return layers.weighted().get(parameter / 2)
        + "_"
        + (weight ? DefaultParamInitializer.WEIGHT_KEY : DefaultParamInitializer.BIAS_KEY);
  }

  @Override
  public INDArray input() {
    return input;
  }

  @Override
  public INDArray embeddings() {
    return embeddings;
  }

  @Override
  public INDArray deltas() {
    return deltas;
  }

  @Override
  public INDArray parameters() {
    return parameters;
  }

  @Override
  public INDArray gradient() {
    return gradient;
  }

  @Override
  public void forward(int rows) {
    Shape shape = spec.input();
    INDArray values = first(input, rows);
    INDArray images =
        layers.takesImages()
            ? values.reshape('c', rows, shape.channels(), shape.height(), shape.width())
            : values;
    output = graph.feedForward(new INDArray[] {images}, true, false).get(layers.last());
    first(embeddings, rows).assign(output.reshape('c', rows, spec.outputs()));
  }

  @Override
  public void backward(int rows) {
    graph.backpropGradient(first(deltas, rows).reshape('c', output.shape()));
  }

  private static INDArray first(INDArray matrix, int rows) {
    return matrix.get(NDArrayIndex.interval(0, rows), NDArrayIndex.all());
  }

  @Override
  public Weights weights() {
    return read(graph.paramTable());
  }

  @Override
  public Weights gradientOfWeights() {
    return read(graph.gradient().gradientForVariable());
  }

  /** A dense weight lies column by column, a filter as ours. */
  private Weights read(Map<String, INDArray> table) {
    return PeerWeights.of(spec, i -> table.get(name(i)).dup('c').data().asFloat());
  }

  @Override
  public void close() {
    graph.close();
    input.close();
    embeddings.close();
    deltas.close();
  }
}
