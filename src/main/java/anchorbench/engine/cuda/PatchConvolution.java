package anchorbench.engine.cuda;

import anchorbench.engine.cuda.ChosenProduct.Operands;
import anchorbench.engine.cuda.driver.Gemm;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.engine.cuda.driver.Gemm.Epilogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A convolution as products of matrices, with its ReLU: what its window sees at each place becomes
 * a row, a patch (Chellapilla et al. 2006, "High performance convolutional neural networks for
 * document processing").
 */
final class PatchConvolution implements ImageStage {
  private final Resources owned = new Resources();
  private final LayerTools tools;
  private final ImageActivations.Step step;
  private final ImageWindow window;
  private final int layer;
  private final PatchBlocks patches;
  private final BiasSums bias;
  private final List<Block> blocks = new ArrayList<>();

  /** The products of a number of images; the gradients' are null where nothing is trained. */
  private record Products(
      int rows, ChosenProduct output, ChosenProduct weightGradient, ChosenProduct inputGradient) {}

  /** Images of the batch that go through at once. */
  private record Block(int first, Products products) {
    int rows() {
      return products.rows;
    }
  }

  /**
   * @param layer number among the layers with parameters
   */
  PatchConvolution(LayerTools tools, ImageActivations.Step step, int layer, int rows) {
    this.tools = tools;
    this.step = step;
    this.layer = layer;
    window = step.imageWindow();
    patches = PatchBlocks.of(tools.stream(), step.layer(), rows);
    try {
      bias = owned.add(new BiasSums(tools.stream(), tools.dense(), places(rows), filters()));
      Products products = null;
      for (int first = 0; first < rows; first += products.rows) {
        int some = Math.min(patches.rows(), rows - first);
        products = products != null && products.rows == some ? products : choose(some);
        blocks.add(new Block(first, products));
      }
    } catch (RuntimeException e) {
      owned.close();
      throw e;
    }
  }

  private int filters() {
    return step.out().shape().channels();
  }

  private int taps() {
    return window.height() * window.width() * step.in().shape().channels();
  }

  private Arithmetic arithmetic() {
    return tools.products().arithmetic();
  }

  private int places(int someRows) {
    return Math.multiplyExact(someRows, patches.places());
  }

  private Products choose(int some) {
    boolean training = step.out().delta() != 0;
    return new Products(
        some,
        chooseOutput(some),
        training ? chooseWeightGradient(some) : null,
        step.in().delta() != 0 ? chooseInputGradient(some) : null);
  }

  /** {@code Y^T [filters, places] = W^T P^T}, then bias and ReLU. */
  private ChosenProduct chooseOutput(int some) {
    boolean relu = step.out().rectified();
    return choose(
        "output",
        new Gemm(
            false,
            false,
            filters(),
            places(some),
            taps(),
            filters(),
            patches.pitch(),
            filters(),
            arithmetic(),
            Epilogue.NONE),
        outputOperands(0),
        relu ? Epilogue.RELU_BIAS : Epilogue.BIAS);
  }

  /** {@code dW^T [filters, taps] = dY^T P}. */
  private ChosenProduct chooseWeightGradient(int some) {
    return choose(
        "weight gradient",
        new Gemm(
            false,
            true,
            filters(),
            taps(),
            places(some),
            filters(),
            patches.pitch(),
            filters(),
            arithmetic(),
            Epilogue.NONE),
        weightGradientOperands(0));
  }

  /** {@code dP^T [taps, places] = W dY^T}. */
  private ChosenProduct chooseInputGradient(int some) {
    return choose(
        "input gradient",
        new Gemm(
            true,
            false,
            taps(),
            places(some),
            filters(),
            filters(),
            filters(),
            patches.pitch(),
            arithmetic(),
            Epilogue.NONE),
        inputGradientOperands(0));
  }

  private ChosenProduct choose(String what, Gemm plain, Operands operands, Epilogue... wanted) {
    String name = String.format(Locale.ROOT, "layer %d, %s, %s", layer, step.layer().layer(), what);
    return owned.add(
        tools.products().choose(name, plain, operands, tools.parameters().bias(layer), 0, wanted));
  }

  private Operands outputOperands(int first) {
    return new Operands(
        tools.parameters().weight(layer),
        step.scratch(),
        step.out().values() + outputs(first) * Float.BYTES);
  }

  private Operands weightGradientOperands(int first) {
    return new Operands(
        productDelta(first), step.scratch(), tools.parameters().weightGradient(layer));
  }

  private Operands inputGradientOperands(int first) {
    return new Operands(tools.parameters().weight(layer), productDelta(first), step.scratch());
  }

  /** The loss by the outputs of an image and those behind it, as products read it. */
  private long productDelta(int first) {
    ImageTensor out = step.out();
    return out.productDelta() + outputs(first) * (out.halfDelta() != 0 ? Short.BYTES : Float.BYTES);
  }

  private long outputs(int images) {
    return (long) images * step.out().shape().size();
  }

  @Override
  public void forward(Stream stream) {
    for (Block block : blocks) {
      gather(stream, block);
      block.products.output.run(stream, outputOperands(block.first));
      if (block.products.output.epilogue() == Epilogue.NONE) {
        addBias(stream, block);
      }
    }
  }

  private void addBias(Stream stream, Block block) {
    ImageTensor out = step.out();
    long skipped = outputs(block.first);
    tools
        .dense()
        .addBias(
            stream,
            new DenseKernels.Rows(
                out.values() + skipped * Float.BYTES, places(block.rows()), filters()),
            tools.parameters().bias(layer),
            out.rectified(),
            out.halves() == 0 ? 0 : out.halves() + skipped * Short.BYTES);
  }

  private void gather(Stream stream, Block block) {
    ImageTensor in = step.in();
    long skipped = (long) block.first * in.shape().size() * in.bytesPerProductNumber();
    tools
        .images()
        .patches(
            stream,
            window,
            in.productValues() + skipped,
            block.rows(),
            patches.pitch(),
            step.scratch(),
            in.halves() != 0);
  }

  @Override
  public void backward(Stream stream) {
    ImageTensor out = step.out();
    bias.run(stream, out.delta(), out.halfDelta(), tools.parameters().biasGradient(layer));
    for (Block block : blocks) {
      if (blocks.size() > 1) {
        gather(stream, block);
      }
      Operands operands = weightGradientOperands(block.first);
      if (block.first == 0) {
        block.products.weightGradient.run(stream, operands);
      } else {
        block.products.weightGradient.add(stream, operands);
      }
      if (block.products.inputGradient != null) {
        // Over the patches, which nobody reads again.
        block.products.inputGradient.run(stream, inputGradientOperands(block.first));
        tools
            .images()
            .imagesFromPatches(
                stream, window, step.scratch(), block.first, block.rows(), patches.pitch());
      }
    }
  }

  @Override
  public void products(Stream stream) {
    for (Block block : blocks) {
      block.products.output.run(stream, outputOperands(block.first));
      block.products.weightGradient.run(stream, weightGradientOperands(block.first));
      if (block.products.inputGradient != null) {
        block.products.inputGradient.run(stream, inputGradientOperands(block.first));
      }
    }
  }

  @Override
  public List<String> algorithms() {
    Products products = blocks.getFirst().products;
    List<String> lines = new ArrayList<>(List.of(products.output.line()));
    if (products.weightGradient != null) {
      lines.add(products.weightGradient.line());
    }
    if (products.inputGradient != null) {
      lines.add(products.inputGradient.line());
    }
    return lines;
  }

  @Override
  public void close() {
    owned.close();
  }
}
