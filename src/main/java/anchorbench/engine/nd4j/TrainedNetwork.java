package anchorbench.engine.nd4j;

import anchorbench.network.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network that {@link Nd4jTrainer} takes its steps with. All arrays are float32, kept from step
 * to step, and row-major; of a network's rows the first ones are in use.
 */
public interface TrainedNetwork extends AutoCloseable {
  /** [capacity, inputs], written before {@link #forward}. */
  INDArray input();

  /** [capacity, outputs], after {@link #forward}. */
  INDArray embeddings();

  /** [capacity, outputs], the loss by embedding, written before {@link #backward}. */
  INDArray deltas();

  /** [parameters], in whatever order. */
  INDArray parameters();

  /** The loss by parameter in the same order, after {@link #backward}. */
  INDArray gradient();

  /** From the first rows of the input to their embeddings. */
  void forward(int rows);

  /** From the loss by embedding to the gradient. */
  void backward(int rows);

  /** Copy of the parameters, in the order of the network's plan; likewise of the gradient. */
  Weights weights();

  Weights gradientOfWeights();

  @Override
  void close();
}
