package anchorbench.experiment.arm;

import anchorbench.engine.StepLog;
import anchorbench.triplet.Anchors;
import anchorbench.triplet.TripletIndices;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Semi-hard negatives (Schroff et al. 2015, section 3.2, eq. 4): the sampled anchors and positives,
 * and of the other classes' images in the batch the nearest to the anchor that is farther from it
 * than the positive. A triplet for which the batch has none keeps the sampled negative.
 */
record SemiHardArm() implements Arm {
  @Override
  public String name() {
    return "semi-hard";
  }

  @Override
  public Anchors anchors() {
    return Anchors.RANDOM;
  }

  @Override
  public boolean trainsAsSampled() {
    return false;
  }

  @Override
  public StepLog train(EpochContext context) {
    int batch = context.spec().batchSize();
    int all = context.triplets().count();
    return MinedSteps.train(
        context,
        step ->
            MinedSteps.Taken.on(
                choose(
                    context, context.triplets(), step * batch, Math.min(all, (step + 1) * batch)),
                context.trainer()));
  }

  private static TripletIndices choose(
      EpochContext context, TripletIndices sampled, int from, int to) {
    int count = to - from;
    TripletIndices batch =
        new TripletIndices(
            Arrays.copyOfRange(sampled.anchor(), from, to),
            Arrays.copyOfRange(sampled.positive(), from, to),
            Arrays.copyOfRange(sampled.negative(), from, to));
    int[] images =
        Stream.of(batch.anchor(), batch.positive(), batch.negative())
            .flatMapToInt(IntStream::of)
            .toArray();
    int[] classes = IntStream.of(images).map(context.train().images()::label).toArray();
    int width = context.spec().network().outputs();
    int[] chosen = semiHard(classes, context.embed(images), width, count);
    for (int i = 0; i < count; i++) {
      batch.negative()[i] = images[chosen[i]];
    }
    return batch;
  }

  /**
   * Where each triplet's negative is; ties go to the first.
   *
   * @param classes int32 [3 count]: of all anchors, then all positives, then all negatives
   * @param embeddings float32 [3 count, width]
   */
  static int[] semiHard(int[] classes, float[] embeddings, int width, int count) {
    BatchDistances distances = new BatchDistances(embeddings, width);
    int[] chosen = new int[count];
    for (int i = 0; i < count; i++) {
      float[] squared = distances.from(i);
      float positive = squared[count + i];
      float nearest = Float.POSITIVE_INFINITY;
      chosen[i] = 2 * count + i;
      for (int j = 0; j < classes.length; j++) {
        if (classes[j] != classes[i]) {
          float negative = squared[j];
          if (negative > positive && negative < nearest) {
            nearest = negative;
            chosen[i] = j;
          }
        }
      }
    }
    return chosen;
  }
}
