package anchorbench.engine;

/** The scaled pixels of assembled triplets, on an engine's device. */
public interface TripletBatch extends AutoCloseable {
  /** Triplets assembled last. */
  int count();

  /** Rows written for them: three a triplet, or two and one for each distinct table anchor. */
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
