package anchorbench.bench.peer;

import anchorbench.engine.Engine;
import anchorbench.engine.ImageStore;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;

/** Another framework as an engine that takes part in the three benchmarks and in nothing else. */
public abstract class Peer implements Engine {
  static UnsupportedOperationException onlyTimed() {
    return new UnsupportedOperationException("a peer only takes part in the benchmarks");
  }

  @Override
  public final float[] embed(ImageStore images, int[] chosen, Weights weights, float pixelScale) {
    throw onlyTimed();
  }

  @Override
  public final float[] embed(AnchorTable table, Weights weights, float pixelScale) {
    throw onlyTimed();
  }

  @Override
  public final int[] nearest(float[] queries, float[] index, int width, int k) {
    throw onlyTimed();
  }
}
