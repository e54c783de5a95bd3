package anchorbench.engine.cpu.neighbours;

import java.util.Random;

/** Clusters far apart: all but a cluster's own panels lie beyond its worst candidate. */
public final class ClusteredRows {
  private ClusteredRows() {}

  /**
   * @param spread of a cluster, whose centre lies some units from the others'
   * @return float32 [count, width], all of them 100 and more from zero
   */
  public static float[] of(Random random, int count, int width, float spread) {
    float[] rows = new float[count * width];
    for (int i = 0; i < count; i++) {
      int cluster = random.nextInt(6);
      for (int j = 0; j < width; j++) {
        float centre = (cluster * 7 + j * 5) % 11;
        rows[i * width + j] = 100 + centre + spread * (float) random.nextGaussian();
      }
    }
    return rows;
  }
}
