package anchorbench.bench.tensorflow;

import anchorbench.engine.TrainingSpec;
import anchorbench.network.Adam;
import anchorbench.network.DenseNetwork;
import anchorbench.network.Distance;
import anchorbench.network.ParameterSlot;
import anchorbench.network.Weights;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Forward pass, loss, gradients and Adam of a batch's rows. */
final class StepGraph {
  /** Weight [in, out] and bias [out] of each layer. */
  final List<Variable<TFloat32>> parameters = new ArrayList<>();

  final Placeholder<TFloat32> firstPower;
  final Placeholder<TFloat32> secondPower;
  final Placeholder<TFloat32> epsilon;

  /** Mean over the batch, before the update. */
  final Operand<TFloat32> loss;

  /** Triplets whose loss is above 0. */
  final Operand<TInt32> active;

  final Op update;

  private final Ops tf;
  private final TrainingSpec spec;
  private final DenseNetwork network;
  private final List<Op> zeroedMoments = new ArrayList<>();

  /**
   * @param rows float32 [3 count, pixels]: anchors, positives, negatives
   */
  StepGraph(GraphRunner graphs, Operand<TFloat32> rows, TrainingSpec spec) {
    this.spec = spec;
    tf = graphs.ops;
    firstPower = tf.placeholder(TFloat32.class);
    secondPower = tf.placeholder(TFloat32.class);
    epsilon = tf.placeholder(TFloat32.class);
    network = DenseNetwork.of(spec.network());
    for (int layer = 0; layer < network.layers(); layer++) {
      parameters.add(variable(Shape.of(network.in(layer), network.out(layer))));
      parameters.add(variable(Shape.of(network.out(layer))));
    }
    Operand<TFloat32> violations = violations(embed(rows));
    Operand<TFloat32> none = tf.constant(0f);
    Operand<TInt32> axis = tf.constant(0);
    loss = tf.math.mean(violations, axis);
    active = tf.sum(tf.dtypes.cast(tf.math.greater(violations, none), TInt32.class), axis);
    update = update(graphs);
  }

  private Variable<TFloat32> variable(Shape shape) {
    return tf.variable(shape, TFloat32.class);
  }

  private Operand<TFloat32> embed(Operand<TFloat32> rows) {
    Operand<TFloat32> values = rows;
    int layers = network.layers();
    for (int layer = 0; layer < layers; layer++) {
      values =
          tf.nn.biasAdd(
              tf.linalg.matMul(values, parameters.get(2 * layer)), parameters.get(2 * layer + 1));
      values = layer < layers - 1 ? tf.nn.relu(values) : values;
    }
    return values;
  }

  /** float32 [count]. */
  private Operand<TFloat32> violations(Operand<TFloat32> embeddings) {
    List<Output<TFloat32>> roles = tf.split(tf.constant(0), embeddings, 3L).output();
    Operand<TFloat32> positive = distance(tf.math.sub(roles.get(0), roles.get(1)));
    Operand<TFloat32> negative = distance(tf.math.sub(roles.get(0), roles.get(2)));
    Operand<TFloat32> margin = tf.constant(spec.loss().margin());
    return tf.nn.relu(tf.math.add(tf.math.sub(positive, negative), margin));
  }

  private Operand<TFloat32> distance(Operand<TFloat32> difference) {
    Operand<TFloat32> squared = tf.sum(tf.math.square(difference), tf.constant(1));
    if (spec.loss().distance() == Distance.SQUARED_EUCLIDEAN) {
      return squared;
    }
    // The root of 0 has no gradient; an anchor and its positive may be one image.
    Operand<TFloat32> zero =
        tf.dtypes.cast(tf.math.equal(squared, tf.constant(0f)), TFloat32.class);
    Operand<TFloat32> root = tf.math.sqrt(tf.math.add(squared, zero));
    return tf.math.mul(root, tf.math.sub(tf.constant(1f), zero));
  }

  private Op update(GraphRunner graphs) {
    Output<?>[] variables = parameters.stream().map(Operand::asOutput).toArray(Output<?>[]::new);
    Output<?>[] gradients = graphs.graph.addGradients(loss.asOutput(), variables);
    // No parameter changes before the last gradient has read it.
    Ops afterGradients = tf.withControlDependencies(List.<Op>of(gradients));
    Adam adam = spec.adam();
    List<Op> updates = new ArrayList<>();
    for (int i = 0; i < gradients.length; i++) {
      @SuppressWarnings("unchecked")
      Output<TFloat32> gradient = (Output<TFloat32>) gradients[i];
      updates.add(
          afterGradients.train.applyAdam(
              parameters.get(i),
              moment(i),
              moment(i),
              firstPower,
              secondPower,
              tf.constant((float) adam.learningRate()),
              tf.constant((float) adam.beta1()),
              tf.constant((float) adam.beta2()),
              epsilon,
              gradient));
    }
    return tf.withControlDependencies(updates).noOp();
  }

  /** A moment of a parameter, and the operation that sets it to zero. */
  private Variable<TFloat32> moment(int parameter) {
    Shape shape = parameters.get(parameter).shape();
    Variable<TFloat32> moment = variable(shape);
    zeroedMoments.add(tf.assign(moment, tf.zeros(tf.constant(shape), TFloat32.class)));
    return moment;
  }

  /** Sets the parameters, and all moments to zero. */
  void assign(GraphRunner graphs, Weights initial) {
    List<ParameterSlot> slots = initial.spec().plan().slots();
    for (int i = 0; i < slots.size(); i++) {
      long[] shape = slots.get(i).dimensions();
      assign(graphs, i, initial.tensor(slots.get(i)), shape);
    }
    for (Op zeroed : zeroedMoments) {
      graphs.runner().addTarget(zeroed).run().close();
    }
  }

  private void assign(GraphRunner graphs, int parameter, float[] values, long... shape) {
    Placeholder<TFloat32> value = tf.placeholder(TFloat32.class);
    Op assigned = tf.assign(parameters.get(parameter), value);
    try (TFloat32 tensor = Tensors.of(values, shape)) {
      graphs.runner().feed(value, tensor).addTarget(assigned).run().close();
    }
  }
}
