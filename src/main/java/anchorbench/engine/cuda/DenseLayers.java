package anchorbench.engine.cuda;

import anchorbench.engine.cuda.ChosenProduct.Operands;
import anchorbench.engine.cuda.driver.Gemm;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.engine.cuda.driver.Gemm.Epilogue;
import anchorbench.network.DenseNetwork;
import anchorbench.network.NetworkSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The products of a network's dense layers for one number of rows, algorithms chosen. Bias, ReLU
 * and the bias gradients ride on the products where cuBLASLt offers it and are kernels of their own
 * where it does not.
 */
final class DenseLayers implements AutoCloseable {
  private final Resources owned = new Resources();
  private final LayerTools tools;
  private final DeviceParameters parameters;
  private final Activations activations;
  private final DenseNetwork spec;
  private final Arithmetic arithmetic;
  private final int rows;

  /** Layers with parameters before the first dense one. */
  private final int before;

  private final ChosenProduct[] forward;
  private final ChosenProduct[] weightGradient;
  private final ChosenProduct[] inputGradient;

  DenseLayers(LayerTools tools, Activations activations, int rows) {
    this.tools = tools;
    this.activations = activations;
    this.rows = rows;
    parameters = tools.parameters();
    arithmetic = tools.products().arithmetic();
    NetworkSpec network = parameters.layout().spec();
    spec = DenseNetwork.endOf(network);
    int layers = spec.layers();
    before = network.plan().withParameters().size() - layers;
    forward = new ChosenProduct[layers];
    weightGradient = new ChosenProduct[layers];
    inputGradient = new ChosenProduct[layers];
    try {
      for (int layer = 0; layer < layers; layer++) {
        forward[layer] = chooseForward(layer);
        if (activations.training()) {
          weightGradient[layer] = chooseWeightGradient(layer);
        }
        if (activations.delta(layer) != 0) {
          inputGradient[layer] = chooseInputGradient(layer);
        }
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** {@code Y^T [out, rows] = W^T X^T}, then bias and ReLU. */
  private ChosenProduct chooseForward(int layer) {
    int in = spec.in(layer);
    int out = spec.out(layer);
    Epilogue[] wanted =
        isTop(layer)
            ? new Epilogue[] {Epilogue.BIAS}
            : new Epilogue[] {Epilogue.RELU_AUX_BIAS, Epilogue.RELU_BIAS};
    return choose(
        String.format(Locale.ROOT, "layer %d, output", before + layer),
        new Gemm(false, false, out, rows, in, out, in, out, arithmetic, Epilogue.NONE),
        new Operands(
            parameters.weight(before + layer),
            activations.productInput(layer),
            activations.values(layer + 1)),
        parameters.bias(before + layer),
        activations.mask(layer + 1),
        wanted);
  }

  /** {@code dW^T [out, in] = dY^T X}; the top layer's also sums dY into the bias gradient. */
  private ChosenProduct chooseWeightGradient(int layer) {
    int in = spec.in(layer);
    int out = spec.out(layer);
    Epilogue[] wanted =
        isTop(layer) ? new Epilogue[] {Epilogue.BIAS_GRADIENT_OF_A} : new Epilogue[0];
    return choose(
        String.format(Locale.ROOT, "layer %d, weight gradient", before + layer),
        new Gemm(false, true, out, in, rows, out, in, out, arithmetic, Epilogue.NONE),
        new Operands(
            activations.productDelta(layer + 1),
            activations.productInput(layer),
            parameters.weightGradient(before + layer)),
        parameters.biasGradient(before + layer),
        0,
        wanted);
  }

  /**
   * {@code dX^T [in, rows] = W dY^T}, then ReLU's slope and the bias gradient of the dense layer
   * below.
   */
  private ChosenProduct chooseInputGradient(int layer) {
    int in = spec.in(layer);
    int out = spec.out(layer);
    boolean masked = layer > 0 && forward[layer - 1].epilogue() == Epilogue.RELU_AUX_BIAS;
    Epilogue[] wanted = masked ? new Epilogue[] {Epilogue.DRELU_BIAS_GRADIENT} : new Epilogue[0];
    return choose(
        String.format(Locale.ROOT, "layer %d, input gradient", before + layer),
        new Gemm(true, false, in, rows, out, out, out, in, arithmetic, Epilogue.NONE),
        new Operands(
            parameters.weight(before + layer),
            activations.productDelta(layer + 1),
            activations.delta(layer)),
        layer > 0 ? parameters.biasGradient(before + layer - 1) : 0,
        activations.mask(layer),
        wanted);
  }

  private boolean isTop(int layer) {
    return layer == spec.layers() - 1;
  }

  private ChosenProduct choose(
      String name, Gemm plain, Operands operands, long bias, long mask, Epilogue... wanted) {
    return owned.add(tools.products().choose(name, plain, operands, bias, mask, wanted));
  }

  /** From the input of the first dense layer to the embeddings. */
  void forward(Stream stream) {
    for (int layer = 0; layer < spec.layers(); layer++) {
      forward[layer].run(stream);
      if (forward[layer].epilogue() == Epilogue.NONE) {
        tools
            .dense()
            .addBias(
                stream,
                new DenseKernels.Rows(activations.values(layer + 1), rows, spec.out(layer)),
                parameters.bias(before + layer),
                !isTop(layer),
                activations.halves(layer + 1));
      }
    }
  }

  /** From the loss by embedding to the gradient, and to the loss by the first layer's input. */
  void backward(Stream stream) {
    int top = spec.layers() - 1;
    if (top >= 0 && weightGradient[top].epilogue() == Epilogue.NONE) {
      biasGradient(stream, top, 0);
    }
    for (int layer = top; layer >= 0; layer--) {
      weightGradient[layer].run(stream);
      if (inputGradient[layer] != null) {
        inputGradient[layer].run(stream);
        if (layer > 0 && inputGradient[layer].epilogue() == Epilogue.NONE) {
          biasGradient(stream, layer - 1, activations.values(layer));
        }
      }
    }
  }

  private void biasGradient(Stream stream, int layer, long activation) {
    tools
        .dense()
        .biasGradient(
            stream,
            new DenseKernels.Rows(activations.delta(layer + 1), rows, spec.out(layer)),
            1,
            activation,
            parameters.biasGradient(before + layer),
            activations.halfDelta(layer + 1));
  }

  /** Which algorithm each product got, for the record. */
  List<String> algorithms() {
    List<String> lines = new ArrayList<>();
    for (ChosenProduct[] group : new ChosenProduct[][] {forward, weightGradient, inputGradient}) {
      for (ChosenProduct product : group) {
        if (product != null) {
          lines.add(product.line());
        }
      }
    }
    return lines;
  }

  @Override
  public void close() {
    owned.close();
  }
}
