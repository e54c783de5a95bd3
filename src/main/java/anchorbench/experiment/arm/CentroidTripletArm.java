package anchorbench.experiment.arm;

import anchorbench.engine.StepLog;
import anchorbench.random.RandomStream;
import anchorbench.random.RngStream;
import anchorbench.triplet.Anchors;
import java.util.stream.IntStream;

/**
 * The centroid triplet loss (Wieczorek et al. 2021, arXiv 2104.13643, eq. 2 and section 3.2): each
 * image of a batch of P classes of K images is an anchor, its positive the mean of the embeddings
 * of its class in the batch without itself, its negative the mean of another class's, drawn at
 * random. Anchors are images and centroids are in the space that is learnt: the other way round
 * from mean images as anchors. The gradient flows through the centroids, too.
 *
 * <p>As many steps per epoch as the other arms, of at most as many anchors, on a third of the
 * images.
 */
record CentroidTripletArm() implements Arm {
  @Override
  public String name() {
    return "centroid-triplet";
  }

  @Override
  public Anchors anchors() {
    return Anchors.RANDOM;
  }

  @Override
  public boolean hasItsOwnLoss() {
    return true;
  }

  @Override
  public boolean trainsAsSampled() {
    return false;
  }

  @Override
  public StepLog train(EpochContext context) {
    RandomStream random =
        new RandomStream(context.seed(), RngStream.CENTROID_TRIPLETS, context.epoch());
    return MinedSteps.train(context, step -> step(context, random));
  }

  private static MinedSteps.Taken step(EpochContext context, RandomStream random) {
    int[] images = BatchHardArm.draw(context.train().index(), context.spec().batchSize(), random);
    int[] classes = IntStream.of(images).map(context.train().images()::label).toArray();
    CentroidTripletLoss loss =
        new CentroidTripletLoss(
            context.spec().loss(), classes, context.spec().network().outputs(), random);
    return new MinedSteps.Taken(context.trainer().step(images, loss), images.length, loss.active());
  }
}
