package anchorbench.engine.cpu.convolution;

import anchorbench.data.Shape;
import anchorbench.network.layer.Conv2d;
import anchorbench.network.layer.Window;

/**
 * What a convolution works on.
 *
 * @param relu whether one follows, to be done at once
 * @param below whether somebody asks for the loss by input
 */
public record ConvolutionShape(Shape in, Shape out, Window window, boolean relu, boolean below) {
  /** For a message, e.g. {@code conv3x32 on 28x28x1}. */
  public String text() {
    return "%s on %sx%sx%s"
        .formatted(new Conv2d(out.channels(), window), in.height(), in.width(), in.channels());
  }

  /** Numbers of the weights of one filter. */
  public int taps() {
    return window.size() * window.size() * in.channels();
  }
}
