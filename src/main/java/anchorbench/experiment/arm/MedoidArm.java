package anchorbench.experiment.arm;

import anchorbench.triplet.Anchors;

/** The real image in the class's middle: as fixed as a mean, but no blur. */
record MedoidArm(Anchors.Medoid anchors) implements Arm {
  @Override
  public String name() {
    return anchors.toString();
  }
}
