package anchorbench.experiment.arm;

import anchorbench.triplet.Anchors;

/** The class's mean image: the notebook's idea. With one image in the mean, a fixed real image. */
record MeanArm(Anchors.ClassMean anchors) implements Arm {
  @Override
  public String name() {
    return anchors.toString();
  }
}
