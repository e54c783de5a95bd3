package anchorbench.engine.cpu.neighbours;

/** Groups of rows side by side in a spatial order, each in a ball around its mean. */
final class Balls {
  final int count;
  final int width;

  /** float32 [count, width]. */
  final float[] centres;

  /** float32 [count]; no row of the group lies further from its centre. */
  final float[] radii;

  /**
   * @param order row numbers
   * @param size rows of a group; the last may have fewer
   * @param rows float32 [*, width]
   */
  Balls(int[] order, int size, int width, float[] rows) {
    this.width = width;
    count = Math.ceilDiv(order.length, size);
    centres = new float[count * width];
    radii = new float[count];
    for (int g = 0; g < count; g++) {
      fill(g, order, g * size, Math.min(order.length, (g + 1) * size), rows);
    }
  }

  private void fill(int group, int[] order, int from, int to, float[] rows) {
    int at = group * width;
    for (int j = 0; j < width; j++) {
      double sum = 0;
      for (int i = from; i < to; i++) {
        sum += rows[order[i] * width + j];
      }
      centres[at + j] = (float) (sum / (to - from));
    }
    double furthest = 0;
    for (int i = from; i < to; i++) {
      double squared = 0;
      for (int j = 0; j < width; j++) {
        double difference = (double) rows[order[i] * width + j] - centres[at + j];
        squared += difference * difference;
      }
      // Not the maximum's other way round: a distance that is no number makes the ball endless.
      furthest = squared <= furthest ? furthest : squared;
    }
    radii[group] = Math.nextUp((float) Math.sqrt(furthest));
  }
}
