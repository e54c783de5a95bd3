package anchorbench.engine;

/**
 * What steps in a row came to.
 *
 * @param losses float32 [steps], each before its update
 * @param active int32 [steps], triplets whose loss was above 0
 */
public record StepLog(float[] losses, int[] active) {
  public int steps() {
    return losses.length;
  }
}
