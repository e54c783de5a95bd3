package anchorbench.engine.cuda;

import anchorbench.InputException;
import anchorbench.engine.cuda.driver.ConvolutionLibrary;
import anchorbench.engine.cuda.driver.CudaException;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.network.NetworkSpec;
import anchorbench.network.ParameterOrder;
import anchorbench.network.PlannedLayer;
import java.util.List;

/**
 * How a trainer's convolutions are done: by cuDNN, or by cuBLASLt's products of patches. One that
 * reads the images themselves, which are planes and have few channels, is never cuDNN's: it is
 * products, or a {@link FirstStage}'s.
 */
final class ConvolutionChoice implements AutoCloseable {
  /** Null where convolutions are products; likewise {@code owner}. */
  private final ConvolutionLibrary library;

  private final ConvolutionLibraries owner;
  private final String line;

  /** What the library does. */
  private final List<PlannedLayer> done;

  private ConvolutionChoice(
      ConvolutionLibrary library,
      ConvolutionLibraries owner,
      String line,
      List<PlannedLayer> done) {
    this.library = library;
    this.owner = owner;
    this.line = line;
    this.done = done;
  }

  /** By products of patches, without a word in the record. */
  static ConvolutionChoice products() {
    return new ConvolutionChoice(null, null, "", List.of());
  }

  private static ConvolutionChoice products(String reason) {
    String line = "convolutions by cuBLASLt's products of patches (%s)".formatted(reason);
    return new ConvolutionChoice(null, null, line, List.of());
  }

  /**
   * cuDNN if it is there and does each convolution of the network; it is tried, because a heuristic
   * may offer what the library then refuses to start.
   *
   * @param rows of the largest step
   */
  static ConvolutionChoice of(
      Stream stream,
      ConvolutionLibraries libraries,
      NetworkSpec spec,
      Arithmetic arithmetic,
      int rows) {
    List<PlannedLayer> layers = ImageActivations.inner(spec);
    if (layers.isEmpty()) {
      return products();
    }
    if (libraries.found().maker() == null) {
      return products(libraries.found().reason());
    }
    ConvolutionLibrary library;
    try {
      library = libraries.take();
    } catch (CudaException e) {
      return products("cuDNN does not start: " + e.getMessage());
    }
    String name = "cuDNN " + library.version();
    for (PlannedLayer layer : layers) {
      boolean below = !layer.equals(spec.plan().withParameters().getFirst());
      try (CudnnPasses passes =
          new CudnnPasses(stream, library, CudnnPasses.problem(layer, arithmetic, rows), below)) {
        passes.tryAll();
      } catch (CudaException | InputException e) {
        libraries.giveBack(library);
        return products("%s, %s: %s".formatted(name, layer.layer(), e.getMessage()));
      }
    }
    return new ConvolutionChoice(library, libraries, "convolutions by " + name, layers);
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

  /** For the record: how a step is made, and its convolutions if it has others than the first. */
  String behind(StepChoice step) {
    return step.line() + (line.isEmpty() ? "" : "; " + line);
  }

  @Override
  public void close() {
    if (owner != null) {
      owner.giveBack(library);
    }
  }
}
