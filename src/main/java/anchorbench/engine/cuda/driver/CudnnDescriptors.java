package anchorbench.engine.cuda.driver;

import anchorbench.data.Shape;
import anchorbench.engine.cuda.driver.ConvolutionProblem.Order;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.foreign.NativeFunction;
import java.util.ArrayDeque;
import java.util.Deque;

/** What cuDNN is told of a convolution: of its images, weights and outputs, and how it slides. */
final class CudnnDescriptors implements AutoCloseable {
  // cudnnDataType_t
  static final int FLOAT = 0;
  static final int BFLOAT16 = 9;

  // cudnnTensorFormat_t
  static final int NCHW = 0;
  static final int NHWC = 1;

  /** {@code CUDNN_CROSS_CORRELATION}: the weights are not turned around. */
  static final int CROSS_CORRELATION = 1;

  private final CudnnFunctions cudnn;
  private final Calls calls;
  private final Deque<Runnable> made = new ArrayDeque<>();
  final long x;
  final long w;
  final long y;
  final long convolution;

  CudnnDescriptors(CudnnFunctions cudnn, Calls calls, ConvolutionProblem problem) {
    this.cudnn = cudnn;
    this.calls = calls;
    try {
      x = images(problem, problem.in());
      w = weights(problem);
      y = images(problem, problem.out());
      convolution = convolution(problem);
    } catch (CudaException e) {
      close();
      throw e;
    }
  }

  private static int type(ConvolutionProblem problem) {
    return problem.arithmetic() == Arithmetic.BFLOAT16 ? BFLOAT16 : FLOAT;
  }

  private static int format(ConvolutionProblem problem) {
    return problem.order() == Order.PLANES ? NCHW : NHWC;
  }

  private long images(ConvolutionProblem p, Shape image) {
    long desc = made(cudnn.tensorCreate, cudnn.tensorDestroy);
    int format = format(p);
    int type = type(p);
    calls.check(
        cudnn.tensorSet,
        f ->
            (int)
                f.invokeExact(
                    desc, format, type, p.rows(), image.channels(), image.height(), image.width()));
    return desc;
  }

  private long weights(ConvolutionProblem p) {
    long desc = made(cudnn.filterCreate, cudnn.filterDestroy);
    int format = format(p);
    int type = type(p);
    int filters = p.out().channels();
    int channels = p.in().channels();
    calls.check(
        cudnn.filterSet,
        f -> (int) f.invokeExact(desc, type, format, filters, channels, p.kernel(), p.kernel()));
    return desc;
  }

  private long convolution(ConvolutionProblem p) {
    long desc = made(cudnn.convolutionCreate, cudnn.convolutionDestroy);
    calls.check(
        cudnn.convolutionSet,
        f ->
            (int)
                f.invokeExact(
                    desc,
                    p.padding(),
                    p.padding(),
                    p.stride(),
                    p.stride(),
                    1,
                    1,
                    CROSS_CORRELATION,
                    FLOAT));
    return desc;
  }

  private long made(NativeFunction create, NativeFunction destroy) {
    long desc = calls.longOf(create, (f, into) -> (int) f.invokeExact(into));
    made.push(() -> calls.check(destroy, f -> (int) f.invokeExact(desc)));
    return desc;
  }

  /**
   * @param math {@code cudnnMathType_t}
   */
  void setMath(int math) {
    calls.check(cudnn.mathSet, f -> (int) f.invokeExact(convolution, math));
  }

  @Override
  public void close() {
    while (!made.isEmpty()) {
      made.pop().run();
    }
  }
}
