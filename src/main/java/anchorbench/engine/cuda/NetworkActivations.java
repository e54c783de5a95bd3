package anchorbench.engine.cuda;

import anchorbench.network.DenseNetwork;
import anchorbench.network.NetworkSpec;

/** What all layers of a network compute for up to a number of rows. */
final class NetworkActivations implements AutoCloseable {
  private final Resources owned = new Resources();
  private final NetworkSpec spec;

  /** Null for a perceptron. */
  private final ImageActivations images;

  private final Activations dense;

  /**
   * @param training whether there is room for the loss by each output
   */
  NetworkActivations(LayerTools tools, NetworkSpec spec, int rows, boolean training) {
    this.spec = spec;
    try {
      images =
          ImageActivations.before(spec).isEmpty()
              ? null
              : owned.add(new ImageActivations(tools, spec, rows, training));
      dense =
          owned.add(
              new Activations(
                  tools.stream(),
                  DenseNetwork.endOf(spec),
                  rows,
                  tools.products().arithmetic(),
                  training,
                  images == null ? null : images.features()));
    } catch (RuntimeException e) {
      owned.close();
      throw e;
    }
  }

  /** Null for a perceptron. */
  ImageActivations images() {
    return images;
  }

  Activations dense() {
    return dense;
  }

  /** Device address that rows are gathered to, as float32 or bfloat16. */
  long input() {
    if (images == null) {
      return dense.productInput(0);
    }
    ImageTensor input = images.input();
    return inputIsBfloat16() ? input.halves() : input.values();
  }

  /** Whether rows are gathered as bfloat16: where nothing else than products reads them. */
  boolean inputIsBfloat16() {
    return images == null ? dense.halves(0) != 0 : images.input().values() == 0;
  }

  private int top() {
    return DenseNetwork.endOf(spec).layers();
  }

  /** Device address of float32 [rows, outputs]. */
  long embeddings() {
    return dense.values(top());
  }

  /** The loss by them. */
  long embeddingDelta() {
    return dense.delta(top());
  }

  @Override
  public void close() {
    owned.close();
  }
}
