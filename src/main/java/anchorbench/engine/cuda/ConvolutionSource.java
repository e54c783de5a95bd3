package anchorbench.engine.cuda;

import anchorbench.engine.cuda.driver.ConvolutionLibrary;
import anchorbench.engine.cuda.driver.Cudnn;
import java.util.function.Supplier;

/**
 * Where a library of convolutions comes from, or why there is none.
 *
 * @param maker of one, for a trainer, once a context is current; null if there is none
 * @param reason why there is none, with the cure; null if there is one
 */
record ConvolutionSource(Supplier<ConvolutionLibrary> maker, String reason) {
  static ConvolutionSource of(CudnnSearch.Answer answer) {
    return switch (answer) {
      case CudnnSearch.Found found -> new ConvolutionSource(() -> new Cudnn(found.library()), null);
      case CudnnSearch.Absent absent -> none(absent.reason());
    };
  }

  static ConvolutionSource none(String reason) {
    return new ConvolutionSource(null, reason);
  }
}
