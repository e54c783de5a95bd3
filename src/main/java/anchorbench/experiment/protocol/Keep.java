package anchorbench.experiment.protocol;

/** Which epoch's network is tested. */
public enum Keep {
  LAST,
  BEST
}
