package anchorbench.engine.cpu.convolution;

import anchorbench.data.Shape;
import anchorbench.network.layer.Window;

/**
 * What a convolution works on.
 *
 * @param relu whether one follows, to be done at once
 * @param below whether somebody asks for the loss by input
 */
public record ConvolutionShape(Shape in, Shape out, Window window, boolean relu, boolean below) {
  /** Numbers of the weights of one filter. */
  public int taps() {
    return window.size() * window.size() * in.channels();
  }
}
