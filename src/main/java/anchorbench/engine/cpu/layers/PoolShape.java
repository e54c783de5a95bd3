package anchorbench.engine.cpu.layers;

import anchorbench.data.Shape;
import anchorbench.network.layer.Window;

/**
 * What a pool works on.
 *
 * @param relu whether a ReLU is done with it
 */
public record PoolShape(Shape in, Shape out, Window window, boolean relu) {
  /** Whether every input is in one window: a gradient is written then and not added. */
  boolean isPartition() {
    return window.stride() == window.size()
        && window.padding() == 0
        && out.height() * window.size() == in.height()
        && out.width() * window.size() == in.width();
  }

  /** The same with windows of 2x2. */
  boolean isQuarters() {
    return window.size() == 2 && isPartition();
  }

  /** First row of inputs, counted in the window, that lies in the image. */
  int firstRow(int oy) {
    return Math.max(0, -window.start(oy));
  }

  /** Behind the last. */
  int endRow(int oy) {
    return Math.min(window.size(), in.height() - window.start(oy));
  }

  /** First column of inputs, counted in the window, that lies in the image. */
  int firstColumn(int ox) {
    return Math.max(0, -window.start(ox));
  }

  /** Behind the last. */
  int endColumn(int ox) {
    return Math.min(window.size(), in.width() - window.start(ox));
  }

  /** What an average multiplies its sum by. */
  float share(int oy, int ox) {
    return 1f / ((endRow(oy) - firstRow(oy)) * (endColumn(ox) - firstColumn(ox)));
  }

  /** Number of the first channel of an input, by its place in an output's window. */
  long input(int row, int oy, int ox, int ky, int kx) {
    long y = (long) row * in.height() + window.start(oy) + ky;
    return (y * in.width() + window.start(ox) + kx) * in.channels();
  }

  /** Number of the first channel of an output. */
  long output(int row, int oy, int ox) {
    return (((long) row * out.height() + oy) * out.width() + ox) * out.channels();
  }
}
