package anchorbench.engine.cpu.layers;

import anchorbench.data.Shape;
import anchorbench.network.layer.Window;

/** What a pool works on. */
public record PoolShape(Shape in, Shape out, Window window) {
  /** Whether every input is in one window: a gradient is written then and not added. */
  boolean isPartition() {
    return window.stride() == window.size()
        && window.padding() == 0
        && out.height() * window.size() == in.height()
        && out.width() * window.size() == in.width();
  }

  /** Inputs of a window that lie in the image. */
  int inside(int oy, int ox) {
    return covered(oy, in.height()) * covered(ox, in.width());
  }

  private int covered(int place, int side) {
    int start = window.start(place);
    return Math.min(side, start + window.size()) - Math.max(0, start);
  }
}
