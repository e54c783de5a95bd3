package anchorbench.experiment;

import anchorbench.data.ImageSet;
import anchorbench.engine.TrainingSpec;
import anchorbench.experiment.arm.Arm;
import anchorbench.metric.Centroids;
import anchorbench.metric.Rows;
import anchorbench.metric.TripletDistances;
import anchorbench.network.Weights;
import anchorbench.triplet.Anchors;
import anchorbench.triplet.TripletIndices;

/** Judges the network of an epoch without the test images. */
interface Validator {
  /** A number that is to rise, or to fall. */
  double judge(Weights weights);

  boolean isBetter(double judgement, double than);

  /** On images that are not trained on, by a metric that knows no anchors. */
  record OnImages(ExperimentContext context) implements Validator {
    @Override
    public double judge(Weights weights) {
      float[] embeddings = context.validation.session().embed(weights, context.scaling);
      return Scorer.validationPrecision(
          context.engine,
          embeddings,
          weights.spec().outputs(),
          context.validation.images().labels());
    }

    @Override
    public boolean isBetter(double judgement, double than) {
      return judgement > than;
    }
  }

  /** On held-out triplets of the images that are trained on, with the arm's own anchors. */
  record OnTriplets(ExperimentContext context, Arm arm, TrainingSpec spec, TripletIndices heldOut)
      implements Validator {
    @Override
    public double judge(Weights weights) {
      return distances(weights).loss(spec.loss());
    }

    @Override
    public boolean isBetter(double judgement, double than) {
      return judgement < than;
    }

    Trial.Held held(Weights weights) {
      TripletDistances found = distances(weights);
      return new Trial.Held(found.count(), found.accuracy(), found.loss(spec.loss()));
    }

    private TripletDistances distances(Weights weights) {
      Space space = Space.of(context, weights);
      Rows train = space.train();
      Rows table =
          arm.anchors() instanceof Anchors.Centroid
              ? centroids(train)
              : space.anchors(context.anchorTable(arm.anchors()));
      return TripletDistances.of(heldOut, train, table, context.protocol.training().distance());
    }

    private Rows centroids(Rows train) {
      ImageSet images = context.train.images();
      return Rows.of(Centroids.of(train, images.labels(), images.classes()), train.width());
    }
  }

  /** After a step with no number in it nothing can be judged. */
  static boolean isSound(Weights weights) {
    for (float value : weights.values()) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }
}
