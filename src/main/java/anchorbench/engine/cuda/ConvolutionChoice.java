package anchorbench.engine.cuda;

import anchorbench.data.Shape;
import anchorbench.engine.cuda.driver.ConvolutionLibrary;
import anchorbench.engine.cuda.driver.ConvolutionLibrary.Pass;
import anchorbench.engine.cuda.driver.ConvolutionLibrary.Prepared;
import anchorbench.engine.cuda.driver.ConvolutionProblem;
import anchorbench.engine.cuda.driver.ConvolutionProblem.Order;
import anchorbench.engine.cuda.driver.CudaException;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.network.NetworkSpec;
import anchorbench.network.ParameterOrder;
import anchorbench.network.PlannedLayer;
import anchorbench.network.layer.Window;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a trainer's convolutions are done: by cuDNN, or by cuBLASLt's products of patches. One that
 * reads the images themselves, which are planes and have few channels, is never cuDNN's: it is
 * products, or a {@link FirstStage}'s.
 */
final class ConvolutionChoice implements AutoCloseable {
  /** What a pass may use besides: the card's memory is mostly free while convolutions train. */
  static final long MOST_WORKSPACE = 256L << 20;

  /** Null where convolutions are products. */
  private final ConvolutionLibrary library;

  private final String line;

  /** What the library does. */
  private final List<PlannedLayer> done;

  private ConvolutionChoice(ConvolutionLibrary library, String line, List<PlannedLayer> done) {
    this.library = library;
    this.line = line;
    this.done = done;
  }

  /** By products of patches, where nobody asks why. */
  static ConvolutionChoice products() {
    return new ConvolutionChoice(null, "", List.of());
  }

  /**
   * cuDNN if it is there and does each convolution of the network; it is tried, because a heuristic
   * may offer what the library then refuses to start.
   *
   * @param rows of the largest step
   */
  static ConvolutionChoice of(
      Stream stream, ConvolutionSource source, NetworkSpec spec, Arithmetic arithmetic, int rows) {
    List<PlannedLayer> layers = ImageActivations.inner(spec);
    if (layers.isEmpty()) {
      return products();
    }
    if (source.maker() == null) {
      return byProducts(source.reason());
    }
    // The library works in whatever context is current on this thread.
    stream.context().driver();
    ConvolutionLibrary library;
    try {
      library = source.maker().get();
    } catch (CudaException e) {
      return byProducts("cuDNN does not start: " + e.getMessage());
    }
    try {
      for (PlannedLayer layer : layers) {
        ConvolutionProblem problem = problem(layer, arithmetic, rows);
        boolean below = !layer.equals(spec.plan().withParameters().getFirst());
        Optional<String> lacking = lacking(stream, library, problem, below);
        if (lacking.isPresent()) {
          library.close();
          return byProducts(
              "cuDNN %s, %s: %s".formatted(library.version(), layer.layer(), lacking.get()));
        }
      }
    } catch (RuntimeException e) {
      library.close();
      throw e;
    }
    return new ConvolutionChoice(library, "convolutions by cuDNN " + library.version(), layers);
  }

  private static ConvolutionChoice byProducts(String reason) {
    return new ConvolutionChoice(
        null, "convolutions by cuBLASLt's products of patches (%s)".formatted(reason), List.of());
  }

  /** A convolution of the network, as its library has it. */
  static ConvolutionProblem problem(PlannedLayer layer, Arithmetic arithmetic, int rows) {
    Window window = FirstStage.window(layer);
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

  /** Which pass the library does not do, or nothing. */
  private static Optional<String> lacking(
      Stream stream, ConvolutionLibrary library, ConvolutionProblem problem, boolean below) {
    try (Resources owned = new Resources()) {
      DeviceBuffer x = buffer(owned, stream, problem.rows(), problem.in(), problem);
      DeviceBuffer y = buffer(owned, stream, problem.rows(), problem.out(), problem);
      DeviceBuffer w =
          owned.add(
              new DeviceBuffer(
                  stream.context(),
                  stream,
                  Activations.WHAT,
                  problem.weights() * problem.numberBytes()));
      for (Pass pass : Pass.values()) {
        if (pass == Pass.INPUT_GRADIENT && !below) {
          continue;
        }
        String name = pass.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        Optional<Prepared> found = library.prepare(problem, pass, MOST_WORKSPACE);
        if (found.isEmpty()) {
          return Optional.of("no algorithm for its " + name + " that repeats its bits");
        }
        try (Prepared prepared = found.get();
            DeviceBuffer workspace = workspace(stream, prepared)) {
          prepared.run(x.address(), w.address(), y.address(), workspace.address(), stream.handle());
          stream.synchronise();
        } catch (CudaException e) {
          return Optional.of("its " + name + " does not start: " + e.getMessage());
        }
      }
      return Optional.empty();
    }
  }

  private static DeviceBuffer buffer(
      Resources owned, Stream stream, int rows, Shape image, ConvolutionProblem problem) {
    return owned.add(
        new DeviceBuffer(
            stream.context(),
            stream,
            Activations.WHAT,
            (long) rows * image.size() * problem.numberBytes()));
  }

  static DeviceBuffer workspace(Stream stream, Prepared prepared) {
    return new DeviceBuffer(
        stream.context(), stream, "a convolution's workspace", prepared.workspaceBytes());
  }

  /** Whether a library does a convolution. */
  boolean byLibrary(PlannedLayer layer) {
    return done.contains(layer);
  }

  ConvolutionLibrary library() {
    return library;
  }

  /** Where each weight lies on the card. */
  ParameterOrder order(NetworkSpec spec) {
    return ParameterOrder.channelsLast(spec, done::contains);
  }

  /** For the record; empty for a network without convolutions. */
  String line() {
    return line;
  }

  @Override
  public void close() {
    if (library != null) {
      library.close();
    }
  }
}
