package anchorbench.experiment.arm;

import anchorbench.data.ClassIndex;
import anchorbench.engine.StepLog;
import anchorbench.random.RandomStream;
import anchorbench.random.RngStream;
import anchorbench.triplet.Anchors;
import anchorbench.triplet.TripletIndices;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Batch-hard mining (Hermans et al. 2017, eq. 5): a group is P classes of K images; every image is
 * an anchor, its positive the farthest of its class in the group, its negative the nearest of
 * another. As many steps per epoch as the other arms, of at most as many triplets.
 *
 * <p>The larger K, the harder the positive: where classes overlap, the hardest triplets of large
 * groups are those that cannot be told apart, and the network collapses. {@code batch-hard} is one
 * group that fills the batch, {@code batch-hard:2} as many groups of two images of each class as
 * fit.
 *
 * @param perClass K; 0 for one group
 */
record BatchHardArm(int perClass) implements Arm {
  private static final String NAME = "batch-hard";
  private static final Pattern SIZED = Pattern.compile(NAME + ":([2-9]|[1-9][0-9]{1,4})");

  /** Null if the text is no such arm. */
  static BatchHardArm parse(String text) {
    Matcher sized = SIZED.matcher(text);
    if (sized.matches()) {
      return new BatchHardArm(Integer.parseInt(sized.group(1)));
    }
    return text.equals(NAME) ? new BatchHardArm(0) : null;
  }

  @Override
  public String name() {
    return perClass == 0 ? NAME : NAME + ":" + perClass;
  }

  @Override
  public int smallestBatch() {
    return 2 * Math.max(1, perClass);
  }

  /** Its anchors are random images; only their company is chosen. */
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
    RandomStream random = new RandomStream(context.seed(), RngStream.BATCH_HARD, context.epoch());
    int batch = context.spec().batchSize();
    return MinedSteps.train(
        context, step -> MinedSteps.Taken.on(hardest(context, batch, random), context.trainer()));
  }

  /** The hardest of every group that fits. */
  private TripletIndices hardest(EpochContext context, int batch, RandomStream random) {
    ClassIndex index = context.train().index();
    if (perClass == 0) {
      return mine(draw(index, batch, random), context);
    }
    int classes = Math.min(index.classes(), batch / perClass);
    TripletIndices all = TripletIndices.allocate(0);
    for (int g = 0; g < batch / (classes * perClass); g++) {
      all = all.and(mine(draw(index, classes, perClass, random), context));
    }
    return all;
  }

  /** P classes of K images each, without repetition: int32 [P K], class by class. */
  static int[] draw(ClassIndex index, int batch, RandomStream random) {
    int classes = Math.min(index.classes(), Math.max(2, batch / 2));
    return draw(index, classes, Math.max(2, batch / classes), random);
  }

  private static int[] draw(ClassIndex index, int classes, int perClass, RandomStream random) {
    int[] order = IntStream.range(0, index.classes()).toArray();
    random.shuffle(order);
    return IntStream.range(0, classes)
        .map(c -> order[c])
        .flatMap(c -> imagesOf(index, c, perClass, random))
        .toArray();
  }

  /** The first steps of a shuffle. */
  private static IntStream imagesOf(ClassIndex index, int clazz, int wanted, RandomStream random) {
    int size = index.size(clazz);
    int[] ranks = IntStream.range(0, size).toArray();
    int drawn = Math.min(wanted, size);
    for (int i = 0; i < drawn; i++) {
      int other = i + random.below(size - i);
      int swapped = ranks[i];
      ranks[i] = ranks[other];
      ranks[other] = swapped;
    }
    return IntStream.range(0, drawn).map(i -> index.image(clazz, ranks[i]));
  }

  private static TripletIndices mine(int[] images, EpochContext context) {
    int[] classes = IntStream.of(images).map(context.train().images()::label).toArray();
    int width = context.spec().network().outputs();
    return hardest(images, classes, context.embed(images), width);
  }

  /** For each image its farthest of the class and its nearest of another; ties to the first. */
  static TripletIndices hardest(int[] images, int[] classes, float[] embeddings, int width) {
    TripletIndices triplets = TripletIndices.allocate(images.length);
    BatchDistances distances = new BatchDistances(embeddings, width);
    for (int a = 0; a < images.length; a++) {
      // An image alone of its class is its own positive: then only the negative counts.
      int positive = a;
      int negative = -1;
      float farthest = -1;
      float nearest = Float.POSITIVE_INFINITY;
      float[] squared = distances.from(a);
      for (int i = 0; i < images.length; i++) {
        if (i != a && classes[i] == classes[a] && squared[i] > farthest) {
          farthest = squared[i];
          positive = i;
        } else if (classes[i] != classes[a] && (negative < 0 || squared[i] < nearest)) {
          nearest = squared[i];
          negative = i;
        }
      }
      triplets.anchor()[a] = images[a];
      triplets.positive()[a] = images[positive];
      triplets.negative()[a] = images[negative];
    }
    return triplets;
  }
}
