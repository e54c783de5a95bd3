package anchorbench.engine.cuda;

import anchorbench.device.EngineDescriptor.Library;
import anchorbench.engine.cuda.driver.ConvolutionLibrary;
import anchorbench.engine.cuda.driver.Cudnn;
import java.util.function.Supplier;

/**
 * Where libraries of convolutions come from, or why there are none. Looked for when a network first
 * has convolutions: a process without them opens no cuDNN.
 */
final class ConvolutionSource {
  /**
   * What was found.
   *
   * @param maker of a library, once a context is current; null if there is none
   * @param library for the record; null if there is none
   * @param reason why there is none, with the cure; null if there is one
   */
  record Found(Supplier<ConvolutionLibrary> maker, Library library, String reason) {
    private static Found of(CudnnSearch.Answer answer) {
      return switch (answer) {
        case CudnnSearch.Found(var cudnn) ->
            new Found(
                () -> new Cudnn(cudnn),
                new Library("cuDNN", Cudnn.versionOf(cudnn), cudnn.path()),
                null);
        case CudnnSearch.Absent(String reason) -> new Found(null, null, reason);
      };
    }
  }

  private final Supplier<Found> search;
  private Found found;

  private ConvolutionSource(Supplier<Found> search) {
    this.search = search;
  }

  static ConvolutionSource searching(Supplier<CudnnSearch.Answer> search) {
    return new ConvolutionSource(() -> Found.of(search.get()));
  }

  static ConvolutionSource of(Supplier<ConvolutionLibrary> maker) {
    return new ConvolutionSource(() -> new Found(maker, null, null));
  }

  static ConvolutionSource none(String reason) {
    return new ConvolutionSource(() -> new Found(null, null, reason));
  }

  synchronized Found found() {
    if (found == null) {
      found = search.get();
    }
    return found;
  }

  /** What was looked for and found so far; null if nothing was. */
  synchronized Library inUse() {
    return found == null ? null : found.library();
  }
}
