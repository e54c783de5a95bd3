package anchorbench.engine.cuda;

import anchorbench.InputException;
import anchorbench.engine.cuda.driver.MatrixProducts;
import anchorbench.engine.cuda.driver.MatrixProducts.Prepared;
import anchorbench.engine.cuda.driver.Product;
import anchorbench.engine.cuda.driver.Product.Arithmetic;
import anchorbench.engine.cuda.driver.Product.Epilogue;
import anchorbench.network.NetworkSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A network's products for one number of rows, algorithms chosen. Bias, ReLU and the bias gradients
 * ride on the products where cuBLASLt offers it and are kernels of their own where it does not.
 *
 * <p>cuBLASLt is column-major, so a row-major matrix is its transpose there and every product is
 * written the other way round: {@code Y^T = W^T X^T}.
 */
final class DenseLayers implements AutoCloseable {
  private final MatrixProducts products;
  private final Kernels kernels;
  private final DeviceParameters parameters;
  private final Activations activations;
  private final NetworkSpec spec;
  private final Arithmetic arithmetic;
  private final int rows;
  private final Workspace workspace;
  private final Chosen[] forward;
  private final Chosen[] weightGradient;
  private final Chosen[] inputGradient;

  /** A product and what it does besides. */
  private record Chosen(String name, Prepared product, Epilogue epilogue) {}

  DenseLayers(
      MatrixProducts products,
      Kernels kernels,
      DeviceParameters parameters,
      Activations activations,
      Arithmetic arithmetic,
      int rows,
      Workspace workspace,
      boolean training) {
    this.products = products;
    this.kernels = kernels;
    this.parameters = parameters;
    this.activations = activations;
    this.spec = parameters.layout().spec();
    this.arithmetic = arithmetic;
    this.rows = rows;
    this.workspace = workspace;
    int layers = spec.layers();
    forward = new Chosen[layers];
    weightGradient = new Chosen[layers];
    inputGradient = new Chosen[layers];
    try {
      for (int layer = 0; layer < layers; layer++) {
        forward[layer] = chooseForward(layer);
        if (training) {
          weightGradient[layer] = chooseWeightGradient(layer);
        }
        if (training && layer > 0) {
          inputGradient[layer] = chooseInputGradient(layer);
        }
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** {@code Y^T [out, rows] = W^T X^T}, then bias and ReLU. */
  private Chosen chooseForward(int layer) {
    int in = spec.in(layer);
    int out = spec.out(layer);
    Epilogue[] wanted =
        isTop(layer)
            ? new Epilogue[] {Epilogue.BIAS}
            : new Epilogue[] {Epilogue.RELU_AUX_BIAS, Epilogue.RELU_BIAS};
    return choose(
        "layer %d, output".formatted(layer),
        new Product(false, false, out, rows, in, out, in, out, arithmetic, Epilogue.NONE),
        parameters.bias(layer),
        activations.mask(layer + 1),
        wanted);
  }

  /** {@code dW^T [out, in] = dY^T X}; the top layer's also sums dY into the bias gradient. */
  private Chosen chooseWeightGradient(int layer) {
    int in = spec.in(layer);
    int out = spec.out(layer);
    Epilogue[] wanted =
        isTop(layer) ? new Epilogue[] {Epilogue.BIAS_GRADIENT_OF_A} : new Epilogue[0];
    return choose(
        "layer %d, weight gradient".formatted(layer),
        new Product(false, true, out, in, rows, out, in, out, arithmetic, Epilogue.NONE),
        parameters.biasGradient(layer),
        0,
        wanted);
  }

  /**
   * {@code dX^T [in, rows] = W dY^T}, then ReLU's slope and the bias gradient of the layer below.
   */
  private Chosen chooseInputGradient(int layer) {
    int in = spec.in(layer);
    int out = spec.out(layer);
    boolean masked = forward[layer - 1].epilogue() == Epilogue.RELU_AUX_BIAS;
    Epilogue[] wanted = masked ? new Epilogue[] {Epilogue.DRELU_BIAS_GRADIENT} : new Epilogue[0];
    return choose(
        "layer %d, input gradient".formatted(layer),
        new Product(true, false, in, rows, out, out, out, in, arithmetic, Epilogue.NONE),
        parameters.biasGradient(layer - 1),
        activations.mask(layer),
        wanted);
  }

  private boolean isTop(int layer) {
    return layer == spec.layers() - 1;
  }

  /** The first epilogue that is offered; none with bfloat16, whose twins a kernel must write. */
  private Chosen choose(String name, Product plain, long bias, long mask, Epilogue... wanted) {
    if (arithmetic != Arithmetic.BFLOAT16) {
      for (Epilogue epilogue : wanted) {
        Optional<Prepared> found =
            products.prepare(plain.with(epilogue), bias, mask, workspace.bytes());
        if (found.isPresent()) {
          return new Chosen(name, found.get(), epilogue);
        }
      }
    }
    Prepared found =
        products
            .prepare(plain, 0, 0, workspace.bytes())
            .orElseThrow(
                () ->
                    new InputException(
                        "cuBLASLt has no %s product of %d x %d x %d: choose other widths or another --precision"
                            .formatted(arithmetic, plain.m(), plain.n(), plain.k())));
    return new Chosen(name, found, Epilogue.NONE);
  }

  /** From {@code activations.input()} to the embeddings. */
  void forward(Stream stream) {
    for (int layer = 0; layer < spec.layers(); layer++) {
      long output = activations.values(layer + 1);
      run(
          forward[layer],
          parameters.weight(layer),
          activations.productInput(layer),
          output,
          stream);
      if (forward[layer].epilogue() == Epilogue.NONE) {
        kernels.addBias(
            stream,
            output,
            parameters.bias(layer),
            rows,
            spec.out(layer),
            !isTop(layer),
            activations.halves(layer + 1));
      }
    }
  }

  /** From the loss by embedding to the gradient. */
  void backward(Stream stream) {
    int top = spec.layers() - 1;
    if (weightGradient[top].epilogue() == Epilogue.NONE) {
      biasGradient(stream, top, 0);
    }
    for (int layer = top; layer >= 0; layer--) {
      run(
          weightGradient[layer],
          activations.productDelta(layer + 1),
          activations.productInput(layer),
          parameters.weightGradient(layer),
          stream);
      if (layer > 0) {
        run(
            inputGradient[layer],
            parameters.weight(layer),
            activations.productDelta(layer + 1),
            activations.delta(layer),
            stream);
        if (inputGradient[layer].epilogue() == Epilogue.NONE) {
          biasGradient(stream, layer - 1, activations.values(layer));
        }
      }
    }
  }

  private void biasGradient(Stream stream, int layer, long activation) {
    kernels.biasGradient(
        stream,
        activations.delta(layer + 1),
        activation,
        rows,
        spec.out(layer),
        parameters.biasGradient(layer),
        activations.halfDelta(layer + 1));
  }

  private void run(Chosen chosen, long a, long b, long d, Stream stream) {
    chosen.product().run(a, b, d, workspace.address(), stream.handle());
  }

  /** Which algorithm each product got, for the record. */
  List<String> algorithms() {
    List<String> lines = new ArrayList<>();
    for (Chosen[] group : new Chosen[][] {forward, weightGradient, inputGradient}) {
      for (Chosen chosen : group) {
        if (chosen != null) {
          lines.add(
              "%s: %s with %s"
                  .formatted(chosen.name(), chosen.product().algorithm(), chosen.epilogue()));
        }
      }
    }
    return lines;
  }

  @Override
  public void close() {
    for (Chosen[] group : new Chosen[][] {forward, weightGradient, inputGradient}) {
      for (Chosen chosen : group) {
        if (chosen != null) {
          chosen.product().close();
        }
      }
    }
  }
}
