package anchorbench.engine.reference;

import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.device.Device;
import anchorbench.device.EngineDescriptor;
import anchorbench.device.Role;
import anchorbench.engine.Engine;
import anchorbench.engine.Probe;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The oracle: nested loops over pixels as in the original notebook, sums in double, one thread.
 * Slow on purpose; every other engine is compared with it.
 */
public final class ReferenceEngine implements Engine {
  public static final String NAME = "reference";

  public static Probe probe() {
    return new Probe.Ready(NAME, new ReferenceEngine());
  }

  @Override
  public EngineDescriptor descriptor() {
    return new EngineDescriptor(
        NAME,
        Role.ORACLE,
        Device.processor("plain Java loops"),
        1,
        "float64",
        List.of(),
        List.of("the oracle: written to be obvious, not fast"));
  }

  @Override
  public ReferenceSession load(ImageSet images) {
    return new ReferenceSession(images);
  }

  @Override
  public boolean takesAnyLoss() {
    return true;
  }

  @Override
  public float[] embed(AnchorTable table, Weights weights, PixelScaling scaling) {
    return ReferenceNetwork.embed(table.rows(), i -> scaling.scaled(table.row(i)), weights);
  }

  @Override
  public int[] nearest(float[] queries, float[] index, int width, int k) {
    int count = queries.length / width;
    int[] nearest = new int[count * k];
    for (int q = 0; q < count; q++) {
      double[] squared = new double[index.length / width];
      for (int i = 0; i < squared.length; i++) {
        squared[i] = squaredDistance(queries, q * width, index, i * width, width);
      }
      int[] sorted =
          IntStream.range(0, squared.length)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> squared[i]))
              .mapToInt(Integer::intValue)
              .toArray();
      System.arraycopy(sorted, 0, nearest, q * k, k);
    }
    return nearest;
  }

  @Override
  public double squaredDistance(float[] x, int xAt, float[] y, int yAt, int width) {
    double squared = 0;
    for (int j = 0; j < width; j++) {
      double difference = (double) x[xAt + j] - y[yAt + j];
      squared += difference * difference;
    }
    return squared;
  }

  @Override
  public void close() {}
}
