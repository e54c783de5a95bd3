package anchorbench.experiment.protocol;

/** What each epoch is judged by, without the test images. */
public enum JudgedBy {
  NONE,
  /** {@link anchorbench.metric.PrecisionAtOne} among images that are not trained on. */
  IMAGES,
  /** The loss of triplets that are not trained on, of images that are: the original's way. */
  TRIPLETS
}
