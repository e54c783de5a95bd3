package anchorbench.engine.cuda;

import anchorbench.InputException;
import anchorbench.engine.cuda.driver.ConvolutionLibrary.Pass;
import anchorbench.engine.cuda.driver.ConvolutionLibrary.Prepared;
import anchorbench.engine.cuda.driver.ConvolutionProblem;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import java.util.ArrayList;
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
  private final Run forward;

  /** Null where nothing is trained, or nobody asks. */
  private final Run weightGradient;

  private final Run inputGradient;

  /** bfloat16, one of them after the other: outputs, loss by inputs, loss by weights; or 0. */
  private final long narrow;

  /** A pass and its workspace. */
  private record Run(String name, Prepared pass, DeviceBuffer workspace) {
    void run(Stream stream, long x, long w, long y) {
      pass.run(x, w, y, workspace.address(), stream.handle());
    }

    String line() {
      return "%s: %s".formatted(name, pass.algorithm());
    }
  }

  /**
   * @param layer number among the layers with parameters
   */
  CudnnConvolution(LayerTools tools, ImageActivations.Step step, int layer, int rows) {
    this.tools = tools;
    this.step = step;
    this.layer = layer;
    this.rows = rows;
    Arithmetic arithmetic = tools.products().arithmetic();
    ConvolutionProblem problem = ConvolutionChoice.problem(step.layer(), arithmetic, rows);
    places = rows * problem.out().height() * problem.out().width();
    // The library works in whatever context is current on this thread.
    tools.stream().context().driver();
    try {
      bias = owned.add(new BiasSums(tools.stream(), tools.kernels(), places, filters()));
      narrow = arithmetic == Arithmetic.BFLOAT16 ? narrow(problem) : 0;
      forward = run(problem, Pass.FORWARD);
      weightGradient = step.out().delta() == 0 ? null : run(problem, Pass.WEIGHT_GRADIENT);
      inputGradient = step.in().delta() == 0 ? null : run(problem, Pass.INPUT_GRADIENT);
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

  private Run run(ConvolutionProblem problem, Pass pass) {
    String name =
        String.format(
            Locale.ROOT,
            "layer %d, %s, %s",
            layer,
            step.layer().layer(),
            pass.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    Prepared prepared =
        tools
            .convolutions()
            .library()
            .prepare(problem, pass, ConvolutionChoice.MOST_WORKSPACE)
            .orElseThrow(
                () ->
                    new InputException(
                        "cuDNN has no algorithm for %s of %s rows. Cure: -D%s=%s does without"
                            .formatted(
                                name,
                                problem.rows(),
                                CudnnSearch.CONVOLUTIONS,
                                CudnnSearch.PRODUCTS)));
    owned.add(prepared);
    return new Run(
        name, prepared, owned.add(ConvolutionChoice.workspace(tools.stream(), prepared)));
  }

  private int filters() {
    return step.out().shape().channels();
  }

  private boolean halved() {
    return narrow != 0;
  }

  @Override
  public void forward(Stream stream) {
    ImageTensor out = step.out();
    forward.run(stream, step.in().productValues(), weight(), halved() ? narrow : out.values());
    Kernels.Rows sums = new Kernels.Rows(out.values(), places, filters());
    if (halved()) {
      tools.kernels().widenOutput(stream, narrow, sums, bias(), out.rectified(), out.halves());
    } else {
      tools.kernels().addBias(stream, sums, bias(), out.rectified(), 0);
    }
  }

  private long weight() {
    return tools.parameters().weight(layer);
  }

  private long bias() {
    return tools.parameters().bias(layer);
  }

  @Override
  public void backward(Stream stream) {
    ImageTensor in = step.in();
    ImageTensor out = step.out();
    DeviceParameters parameters = tools.parameters();
    bias.run(stream, out.delta(), out.halfDelta(), parameters.biasGradient(layer));
    long gradient = parameters.weightGradient(layer);
    weightGradient.run(
        stream, in.productValues(), halved() ? narrow : gradient, out.productDelta());
    if (halved()) {
      tools.kernels().widen(stream, narrow, step.layer().weight().size(), 0, gradient);
    }
    if (inputGradient == null) {
      return;
    }
    inputGradient.run(stream, halved() ? narrow : in.delta(), weight(), out.productDelta());
    if (halved()) {
      long inputs = (long) rows * in.shape().size();
      tools.kernels().widen(stream, narrow, inputs, in.slope(), in.delta());
    } else if (in.rectified()) {
      new ImageKernels(tools.kernels()).reluBackward(stream, in, rows);
    }
  }

  @Override
  public void products(Stream stream) {
    ImageTensor in = step.in();
    ImageTensor out = step.out();
    forward.run(stream, in.productValues(), weight(), halved() ? narrow : out.values());
    weightGradient.run(
        stream,
        in.productValues(),
        halved() ? narrow : tools.parameters().weightGradient(layer),
        out.productDelta());
    if (inputGradient != null) {
      inputGradient.run(stream, halved() ? narrow : in.delta(), weight(), out.productDelta());
    }
  }

  @Override
  public List<String> algorithms() {
    List<String> lines = new ArrayList<>(List.of(forward.line()));
    if (weightGradient != null) {
      lines.add(weightGradient.line());
    }
    if (inputGradient != null) {
      lines.add(inputGradient.line());
    }
    return lines;
  }

  @Override
  public void close() {
    owned.close();
  }
}
