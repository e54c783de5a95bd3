package anchorbench.experiment.arm;

import anchorbench.triplet.Anchors;

/** A random image of the positive's class: the usual way (Schroff et al. 2015), the baseline. */
record RandomArm() implements Arm {
  @Override
  public String name() {
    return "random";
  }

  @Override
  public Anchors anchors() {
    return Anchors.RANDOM;
  }
}
