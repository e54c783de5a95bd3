package anchorbench.network.layer;

import anchorbench.data.Shape;
import java.util.List;

/**
 * One layer of a network. Activations are rows of numbers in the order channel, height, width; a
 * row without height and width, such as a dense layer's, is a shape of {@code n} channels of 1x1.
 *
 * <p>There is no batch normalisation among them: with it a row's embedding depends on the other
 * rows of its batch, and an anchor that is shared by several triplets could not be embedded once.
 *
 * <p>Whoever walks over a network does so with a {@code switch} over these types, so that a further
 * one is a compile error wherever it is not handled.
 */
public sealed interface Layer
    permits Dense, Conv2d, MaxPool2d, AveragePool2d, GlobalAveragePool, Relu, Flatten {
  /**
   * Shape of the layer's output.
   *
   * @throws anchorbench.InputException if the layer cannot work on {@code in}, with both shapes
   */
  Shape output(Shape in);

  /** Its parameters, in the order in which they lie in memory: none, or a weight and a bias. */
  default List<ParameterShape> parameters(Shape in) {
    return List.of();
  }

  /** Multiplications and additions of one row's products, forward. */
  default double operations(Shape in) {
    return parameters(in).isEmpty()
        ? 0
        : 2.0 * parameters(in).getFirst().fanIn() * output(in).size();
  }

  /** As it is written in a network's text, e.g. {@code conv3x32}. */
  @Override
  String toString();
}
