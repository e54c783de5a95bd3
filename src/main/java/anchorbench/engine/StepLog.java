package anchorbench.engine;

/**
 * What steps in a row came to.
 *
 * @param losses float32 [steps], each before its update: the mean over the step's triplets
 * @param active int32 [steps], triplets whose loss was above 0
 * @param triplets int32 [steps], that were trained on
 */
public record StepLog(float[] losses, int[] active, int[] triplets) {
  /** To be filled in. */
  public static StepLog allocate(int steps) {
    return new StepLog(new float[steps], new int[steps], new int[steps]);
  }

  /** Losses and active triplets are to be filled in: steps over {@code count} in batches. */
  public static StepLog ofBatches(int count, int batchSize) {
    StepLog log = allocate(Math.ceilDiv(count, batchSize));
    for (int step = 0; step < log.steps(); step++) {
      log.triplets[step] = Math.min(batchSize, count - step * batchSize);
    }
    return log;
  }

  public int steps() {
    return losses.length;
  }

  /** Triplets of all steps. */
  public long trained() {
    return sum(triplets);
  }

  /** Mean over all triplets of their step's loss. */
  public float loss() {
    double sum = 0;
    for (int step = 0; step < steps(); step++) {
      sum += (double) losses[step] * triplets[step];
    }
    return (float) (sum / trained());
  }

  /** Share of the triplets whose loss was above 0. */
  public float activeShare() {
    return (float) ((double) sum(active) / trained());
  }

  private static long sum(int[] counts) {
    long sum = 0;
    for (int count : counts) {
      sum += count;
    }
    return sum;
  }
}
