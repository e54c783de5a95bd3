package anchorbench.experiment.arm;

import anchorbench.data.ImageSet;
import anchorbench.engine.StepLog;
import anchorbench.metric.Centroids;
import anchorbench.metric.Rows;
import anchorbench.triplet.Anchors;

/**
 * The mean of the class's embeddings, taken anew before each epoch and constant within it: a centre
 * in the space that is being learnt, where a mean image is one in the space of pixels.
 */
record CentroidArm() implements Arm {
  @Override
  public String name() {
    return anchors().toString();
  }

  @Override
  public Anchors anchors() {
    return Anchors.CENTROID;
  }

  @Override
  public boolean trainsAsSampled() {
    return false;
  }

  @Override
  public StepLog train(EpochContext context) {
    int width = context.spec().network().outputs();
    ImageSet images = context.train().images();
    context
        .trainer()
        .fixAnchors(
            Centroids.of(Rows.of(context.embedAll(), width), images.labels(), images.classes()));
    return Arm.super.train(context);
  }
}
