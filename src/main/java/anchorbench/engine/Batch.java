package anchorbench.engine;

import anchorbench.triplet.TripletIndices;

/**
 * Room for the scaled pixels of triplets, on an engine's device. Its {@link #deviceMicros} are
 * those of the last {@link #assemble}.
 */
public interface Batch extends DeviceTimed, AutoCloseable {
  /**
   * Gathers and scales: {@code fma(float32(pixel), factor, offset)} with the pair of the pixel's
   * channel, one rounding, for every engine of ours; a peer may round the product, too. Each
   * distinct table anchor is written once. Blocks until the device is done.
   *
   * @param triplets read from {@code first} on, {@code count} of them
   * @param count at most the capacity
   */
  void assemble(TripletIndices triplets, int first, int count);

  /** Triplets assembled last. */
  int count();

  /** Rows written for them: three per triplet, or two and one for each distinct table anchor. */
  int rows();

  /**
   * Copies one triplet out.
   *
   * @param into float32 [3, pixels]: anchor, positive, negative
   */
  void read(int triplet, float[] into);

  @Override
  void close();
}
