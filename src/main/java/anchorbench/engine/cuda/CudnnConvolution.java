package anchorbench.engine.cuda;

import anchorbench.engine.cuda.driver.ConvolutionLibrary.Pass;
import anchorbench.engine.cuda.driver.ConvolutionProblem;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import java.util.List;
import java.util.Locale;

/**
 * A convolution by cuDNN, with bias and ReLU by kernels of ours. Its weights lie [filter, height,
 * width, channel]. With bfloat16 cuDNN writes bfloat16 too, which kernels of ours widen.
 */
final class CudnnConvolution implements ImageStage {
  private final Resources owned = new Resources();
  private final LayerTools tools;
  private final ImageActivations.Step step;
  private final int layer;
  private final int rows;
  private final int places;
  private final BiasSums bias;
  private final CudnnPasses passes;

  /** bfloat16, one after the other: outputs, loss by weights, loss by inputs; 0 with float32. */
  private final long narrow;

  /**
   * @param layer number among the layers with parameters
   */
  CudnnConvolution(LayerTools tools, ImageActivations.Step step, int layer, int rows) {
    this.tools = tools;
    this.step = step;
    this.layer = layer;
    this.rows = rows;
    Arithmetic arithmetic = tools.products().arithmetic();
    ConvolutionProblem problem = CudnnPasses.problem(step.layer(), arithmetic, rows);
    places = Math.multiplyExact(rows, problem.out().height() * problem.out().width());
    boolean below = step.in().delta() != 0;
    try {
      bias = owned.add(new BiasSums(tools.stream(), tools.dense(), places, filters()));
      narrow = arithmetic == Arithmetic.BFLOAT16 ? narrow(problem) : 0;
      passes =
          owned.add(
              new CudnnPasses(tools.stream(), tools.convolutions().library(), problem, below));
      passes.tryAll();
    } catch (RuntimeException e) {
      owned.close();
      throw e;
    }
  }

  private long narrow(ConvolutionProblem problem) {
    long images = (long) rows * Math.max(problem.in().size(), problem.out().size());
    return owned
        .add(
            new DeviceBuffer(
                tools.stream().context(),
                tools.stream(),
                Activations.WHAT,
                Math.max(images, problem.weights()) * Short.BYTES))
        .address();
  }

  private int filters() {
    return step.out().shape().channels();
  }

  private boolean halved() {
    return narrow != 0;
  }

  /** Where cuDNN writes what goes to {@code address} in the end. */
  private long written(long address) {
    return halved() ? narrow : address;
  }

  private void output() {
    passes.run(
        Pass.FORWARD,
        step.in().productValues(),
        tools.parameters().weight(layer),
        written(step.out().values()));
  }

  private void weightGradient() {
    passes.run(
        Pass.WEIGHT_GRADIENT,
        step.in().productValues(),
        written(tools.parameters().weightGradient(layer)),
        step.out().productDelta());
  }

  private void inputGradient() {
    passes.run(
        Pass.INPUT_GRADIENT,
        written(step.in().delta()),
        tools.parameters().weight(layer),
        step.out().productDelta());
  }

  @Override
  public void forward(Stream stream) {
    output();
    ImageTensor out = step.out();
    DenseKernels.Rows sums = new DenseKernels.Rows(out.values(), places, filters());
    long shift = tools.parameters().bias(layer);
    if (halved()) {
      tools.dense().widenOutput(stream, narrow, sums, shift, out.rectified(), out.halves());
    } else {
      tools.dense().addBias(stream, sums, shift, out.rectified(), 0);
    }
  }

  @Override
  public void backward(Stream stream) {
    ImageTensor in = step.in();
    ImageTensor out = step.out();
    DeviceParameters parameters = tools.parameters();
    bias.run(stream, out.delta(), out.halfDelta(), parameters.biasGradient(layer));
    weightGradient();
    if (halved()) {
      int weights = step.layer().weight().size();
      tools.dense().widen(stream, narrow, weights, 0, parameters.weightGradient(layer));
    }
    if (!passes.has(Pass.INPUT_GRADIENT)) {
      return;
    }
    inputGradient();
    if (halved()) {
      long inputs = (long) rows * in.shape().size();
      tools.dense().widen(stream, narrow, inputs, in.slope(), in.delta());
    } else if (in.rectified()) {
      tools.images().reluBackward(stream, in, rows);
    }
  }

  @Override
  public void products(Stream stream) {
    output();
    weightGradient();
    if (passes.has(Pass.INPUT_GRADIENT)) {
      inputGradient();
    }
  }

  @Override
  public List<String> algorithms() {
    String name = String.format(Locale.ROOT, "layer %d, %s, ", layer, step.layer().layer());
    return passes.algorithms().stream().map(name::concat).toList();
  }

  @Override
  public void close() {
    owned.close();
  }
}
