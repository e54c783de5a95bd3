package anchorbench.engine.cuda;

import anchorbench.InputException;
import anchorbench.engine.cuda.driver.CudaException;
import anchorbench.engine.cuda.driver.Gemm;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.engine.cuda.driver.Gemm.Epilogue;
import anchorbench.engine.cuda.driver.GemmLibrary;
import anchorbench.engine.cuda.driver.GemmLibrary.Prepared;
import anchorbench.network.DenseNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A network's products for one number of rows, algorithms chosen. Bias, ReLU and the bias gradients
 * ride on the products where cuBLASLt offers it and are kernels of their own where it does not.
 *
 * <p>cuBLASLt is column-major, so a row-major matrix is its transpose there and every product is
 * written the other way round: {@code Y^T = W^T X^T}.
 */
final class DenseLayers implements AutoCloseable {
  private final GemmLibrary products;
  private final Kernels kernels;
  private final DeviceParameters parameters;
  private final Activations activations;
  private final DenseNetwork spec;
  private final Arithmetic arithmetic;
  private final int rows;
  private final Stream stream;
  private final Chosen[] forward;
  private final Chosen[] weightGradient;
  private final Chosen[] inputGradient;

  /** Device addresses of a product's matrices. */
  private record Operands(long a, long b, long d) {}

  /** A product, what it is made of and what it does besides. */
  private record Chosen(String name, Prepared product, Operands operands, Epilogue epilogue) {}

  DenseLayers(
      GemmLibrary products,
      Kernels kernels,
      DeviceParameters parameters,
      Activations activations,
      int rows,
      Stream stream) {
    this.products = products;
    this.kernels = kernels;
    this.parameters = parameters;
    this.activations = activations;
    this.spec = parameters.layout().spec();
    this.arithmetic = activations.arithmetic();
    this.rows = rows;
    this.stream = stream;
    int layers = spec.layers();
    forward = new Chosen[layers];
    weightGradient = new Chosen[layers];
    inputGradient = new Chosen[layers];
    try {
      for (int layer = 0; layer < layers; layer++) {
        forward[layer] = chooseForward(layer);
        if (activations.training()) {
          weightGradient[layer] = chooseWeightGradient(layer);
        }
        if (activations.training() && layer > 0) {
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
        String.format(Locale.ROOT, "layer %d, output", layer),
        new Gemm(false, false, out, rows, in, out, in, out, arithmetic, Epilogue.NONE),
        new Operands(
            parameters.weight(layer),
            activations.productInput(layer),
            activations.values(layer + 1)),
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
        String.format(Locale.ROOT, "layer %d, weight gradient", layer),
        new Gemm(false, true, out, in, rows, out, in, out, arithmetic, Epilogue.NONE),
        new Operands(
            activations.productDelta(layer + 1),
            activations.productInput(layer),
            parameters.weightGradient(layer)),
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
        String.format(Locale.ROOT, "layer %d, input gradient", layer),
        new Gemm(true, false, in, rows, out, out, out, in, arithmetic, Epilogue.NONE),
        new Operands(
            parameters.weight(layer),
            activations.productDelta(layer + 1),
            activations.delta(layer)),
        parameters.biasGradient(layer - 1),
        activations.mask(layer),
        wanted);
  }

  private boolean isTop(int layer) {
    return layer == spec.layers() - 1;
  }

  /** The first epilogue that is offered; none with bfloat16, whose twins a kernel must write. */
  private Chosen choose(
      String name, Gemm plain, Operands operands, long bias, long mask, Epilogue... wanted) {
    if (arithmetic != Arithmetic.BFLOAT16) {
      for (Epilogue epilogue : wanted) {
        Optional<Prepared> found = tried(plain.with(epilogue), operands, bias, mask);
        if (found.isPresent()) {
          return new Chosen(name, found.get(), operands, epilogue);
        }
      }
    }
    Prepared found =
        tried(plain, operands, 0, 0)
            .orElseThrow(
                () ->
                    new InputException(
                        String.format(
                            Locale.ROOT,
                            "cuBLASLt has no %s product of %d x %d x %d: choose other widths or"
                                + " another --precision",
                            arithmetic,
                            plain.m(),
                            plain.n(),
                            plain.k())));
    return new Chosen(name, found, operands, Epilogue.NONE);
  }

  /**
   * Run once, into memory that the next step overwrites: a heuristic may offer what the library
   * then refuses to start, and code that is loaded now is not loaded inside a recording.
   */
  private Optional<Prepared> tried(Gemm product, Operands operands, long bias, long mask) {
    Optional<Prepared> found = products.prepare(product, bias, mask, stream.workspace().bytes());
    if (found.isPresent()) {
      // The library works in whatever context is current on this thread.
      stream.context().driver();
      try {
        run(found.get(), operands, stream);
      } catch (CudaException e) {
        found.get().close();
        if (product.epilogue() == Epilogue.NONE) {
          throw e;
        }
        return Optional.empty();
      }
    }
    return found;
  }

  /** From {@code activations.input()} to the embeddings. */
  void forward(Stream stream) {
    for (int layer = 0; layer < spec.layers(); layer++) {
      run(forward[layer], stream);
      if (forward[layer].epilogue() == Epilogue.NONE) {
        kernels.addBias(
            stream,
            activations.values(layer + 1),
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
      run(weightGradient[layer], stream);
      if (layer > 0) {
        run(inputGradient[layer], stream);
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

  private void run(Chosen chosen, Stream stream) {
    run(chosen.product(), chosen.operands(), stream);
  }

  private void run(Prepared product, Operands operands, Stream stream) {
    product.run(
        operands.a(), operands.b(), operands.d(), stream.workspace().address(), stream.handle());
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
