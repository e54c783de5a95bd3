package anchorbench.engine.cuda;

import anchorbench.InputException;
import anchorbench.data.Shape;
import anchorbench.engine.cuda.driver.ConvolutionLibrary;
import anchorbench.engine.cuda.driver.ConvolutionLibrary.Pass;
import anchorbench.engine.cuda.driver.ConvolutionLibrary.Prepared;
import anchorbench.engine.cuda.driver.ConvolutionProblem;
import anchorbench.engine.cuda.driver.ConvolutionProblem.Order;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.network.PlannedLayer;
import anchorbench.network.layer.Conv2d;
import anchorbench.network.layer.Window;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The passes of one convolution for one number of rows, algorithms chosen, with one workspace: they
 * run one after the other.
 */
final class CudnnPasses implements AutoCloseable {
  /** What a pass may use besides its images. */
  private static final long MOST_WORKSPACE = 256L << 20;

  private final Resources owned = new Resources();
  private final Stream stream;
  private final ConvolutionProblem problem;
  private final Map<Pass, Prepared> passes = new EnumMap<>(Pass.class);
  private final DeviceBuffer workspace;

  /**
   * @param below whether somebody asks for the loss by input
   * @throws InputException if a pass has no algorithm, or the card is full
   */
  CudnnPasses(
      Stream stream, ConvolutionLibrary library, ConvolutionProblem problem, boolean below) {
    this.stream = stream;
    this.problem = problem;
    // The library works in whatever context is current on this thread.
    stream.context().driver();
    List<Pass> wanted =
        below ? List.of(Pass.values()) : List.of(Pass.FORWARD, Pass.WEIGHT_GRADIENT);
    try {
      for (Pass pass : wanted) {
        Prepared prepared =
            library
                .prepare(problem, pass, MOST_WORKSPACE)
                .orElseThrow(() -> new InputException("no algorithm for its " + of(pass)));
        passes.put(pass, owned.add(prepared));
      }
      long bytes = passes.values().stream().mapToLong(Prepared::workspaceBytes).max().orElse(0);
      workspace =
          owned.add(new DeviceBuffer(stream.context(), stream, "a convolution's workspace", bytes));
    } catch (RuntimeException e) {
      owned.close();
      throw e;
    }
  }

  private String of(Pass pass) {
    return "%s of %s rows that repeats its bits".formatted(pass.label(), problem.rows());
  }

  /** A convolution as a library has it. */
  static ConvolutionProblem problem(PlannedLayer layer, Arithmetic arithmetic, int rows) {
    if (!(layer.layer() instanceof Conv2d(_, Window window))) {
      throw new IllegalArgumentException(layer.toString());
    }
    return new ConvolutionProblem(
        rows,
        layer.in(),
        layer.out(),
        window.size(),
        window.stride(),
        window.padding(),
        Order.CHANNELS_LAST,
        arithmetic);
  }

  /**
   * Runs each once, on memory of its own, while nobody records: the first run brings code to the
   * card.
   *
   * @throws anchorbench.engine.cuda.driver.CudaException if one does not start
   */
  void tryAll() {
    try (Resources scratch = new Resources()) {
      long images = numbers(problem.in());
      long outputs = numbers(problem.out());
      long x = scratch.add(buffer(images)).address();
      long y = scratch.add(buffer(outputs)).address();
      long w = scratch.add(buffer(problem.weights())).address();
      synchronized (stream.context().recording()) {
        passes.keySet().forEach(pass -> run(pass, x, w, y));
        stream.synchronise();
      }
    }
  }

  private long numbers(Shape image) {
    return (long) problem.rows() * image.size();
  }

  private DeviceBuffer buffer(long numbers) {
    return new DeviceBuffer(
        stream.context(), stream, Activations.WHAT, numbers * problem.numberBytes());
  }

  /** As {@link Prepared#run}. */
  void run(Pass pass, long x, long w, long y) {
    passes.get(pass).run(x, w, y, workspace.address(), stream.handle());
  }

  boolean has(Pass pass) {
    return passes.containsKey(pass);
  }

  /** Which algorithm each pass got, for the record. */
  List<String> algorithms() {
    return passes.entrySet().stream()
        .map(pass -> "%s: %s".formatted(pass.getKey().label(), pass.getValue().algorithm()))
        .toList();
  }

  @Override
  public void close() {
    owned.close();
  }
}
