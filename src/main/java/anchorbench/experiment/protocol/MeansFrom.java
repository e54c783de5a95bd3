package anchorbench.experiment.protocol;

/** Which half mean and medoid anchors come from. */
public enum MeansFrom {
  TRAIN,
  /** The original's way: a leak. */
  TEST
}
