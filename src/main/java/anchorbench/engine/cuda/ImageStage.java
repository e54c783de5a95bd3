package anchorbench.engine.cuda;

import java.util.List;

/** One or two layers before the first dense one, for a number of rows. */
interface ImageStage extends AutoCloseable {
  /** From the values of its input to those of its output. */
  void forward(Stream stream);

  /** From the loss by its output to its gradient and, if there is room for it, by its input. */
  void backward(Stream stream);

  /** The matrix products of both ways alone, for a peak. */
  default void products(Stream stream) {}

  /** Which algorithm each product got, for the record. */
  default List<String> algorithms() {
    return List.of();
  }

  @Override
  default void close() {}
}
