package anchorbench.triplet;

import anchorbench.InputException;
import anchorbench.data.ClassIndex;
import anchorbench.memory.JavaHeap;
import anchorbench.random.Philox;
import anchorbench.random.RandomStream;
import anchorbench.random.RngStream;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Draws triplets: {@code perClass} for each class in turn, then shuffled. A class's positive is
 * uniform over its images, its negative uniform over all images of other classes.
 *
 * <p>A draw depends on (seed, epoch, position) alone and anchors are drawn from words of their own,
 * so for one seed positives, negatives and order are the same in every arm.
 */
public final class TripletSampler {
  /** Whether the triplets are the same in every epoch. */
  public enum Supply {
    /** One pool, drawn once, in a new order each epoch: as in the original. */
    POOL,
    /** New triplets each epoch. */
    FRESH
  }

  private final ClassIndex index;
  private final Anchors anchors;
  private final Supply supply;
  private final int perClass;
  private final long seed;

  /**
   * int32: places of an epoch's triplets, class by class; the first {@code trained} are trained.
   */
  private final int[] places;

  private final int trained;

  /**
   * @throws InputException if a class has no image
   */
  public TripletSampler(ClassIndex index, Anchors anchors, Supply supply, int perClass, long seed) {
    this(index, anchors, supply, perClass, seed, 0);
  }

  /**
   * With some triplets never trained on.
   *
   * @param heldOutShare of a pool's triplets, below 1; a random choice, the same in every arm
   * @throws InputException if a class has no image, or triplets are to be held out of no pool
   */
  public TripletSampler(
      ClassIndex index,
      Anchors anchors,
      Supply supply,
      int perClass,
      long seed,
      double heldOutShare) {
    index.requireEveryClass("triplets");
    if (perClass < 1) {
      throw new InputException("triplets per class: " + perClass + "; expected at least 1");
    }
    this.index = index;
    this.anchors = anchors;
    this.supply = supply;
    this.perClass = perClass;
    this.seed = seed;
    places =
        IntStream.range(0, requireRoom(perClass + " triplets per class", perClass, index.classes()))
            .toArray();
    if (heldOutShare > 0) {
      if (supply != Supply.POOL) {
        throw new InputException("triplets are held out of a pool; the supply is " + supply);
      }
      new RandomStream(seed, RngStream.HOLD_OUT, 0).shuffle(places);
    }
    int heldOut = (int) Math.round(heldOutShare * places.length);
    // However small or large the share, there is one triplet of both.
    trained =
        heldOutShare > 0
            ? places.length - Math.clamp(heldOut, 1, places.length - 1)
            : places.length;
  }

  /**
   * Checks that an epoch's triplets fit, before a sampler is made of them.
   *
   * @param asked for the message, with the option that asks for so many
   * @return how many they are
   * @throws InputException if no array or heap has room for them
   */
  public static int requireRoom(String asked, int perClass, int classes) {
    int count = JavaHeap.elements(asked, 3L * perClass * classes) / 3;
    // Anchors, positives, negatives, their places in order and shuffled.
    JavaHeap.require(asked, 5L * Integer.BYTES * count);
    return count;
  }

  public int tripletsPerEpoch() {
    return trained;
  }

  /** The triplets that are never trained on. */
  public TripletIndices heldOut() {
    return draw(0, Arrays.copyOfRange(places, trained, places.length), anchors);
  }

  /** One epoch's triplets in the order of training. */
  public TripletIndices epoch(int epoch) {
    return epoch(epoch, anchors);
  }

  /** The same positives and negatives under other anchors. */
  public TripletIndices epoch(int epoch, Anchors others) {
    int[] order = Arrays.copyOf(places, trained);
    new RandomStream(seed, RngStream.ORDER, epoch).shuffle(order);
    return draw(supply == Supply.POOL ? 0 : epoch, order, others);
  }

  /** The first epoch's triplets class by class: the pool as the original saves it. */
  public TripletIndices classByClass() {
    return draw(0, IntStream.range(0, places.length).toArray(), anchors);
  }

  private TripletIndices draw(int epoch, int[] order, Anchors anchors) {
    TripletIndices triplets = TripletIndices.allocate(order.length);
    RandomStream random = new RandomStream(seed, RngStream.TRIPLETS, epoch);
    for (int i = 0; i < order.length; i++) {
      int clazz = order[i] / perClass;
      random.seek(order[i]);
      int positiveRank = random.below(index.size(clazz));
      int negativeRank = random.below(index.count() - index.size(clazz));
      int anchorWord = random.nextWord();
      triplets.positive()[i] = index.image(clazz, positiveRank);
      triplets.negative()[i] = index.imageOfOtherClass(clazz, negativeRank);
      triplets.anchor()[i] =
          switch (anchors) {
            case Anchors.RandomImage image -> randomAnchor(clazz, positiveRank, anchorWord);
            case Anchors.ClassMean mean -> TripletIndices.tableAnchor(clazz);
            case Anchors.Medoid medoid -> TripletIndices.tableAnchor(clazz);
            case Anchors.Centroid centroid -> TripletIndices.tableAnchor(clazz);
          };
    }
    return triplets;
  }

  /** Uniform over the class without the positive: an image is no news about itself. */
  private int randomAnchor(int clazz, int positiveRank, int word) {
    int size = index.size(clazz);
    if (size == 1) {
      return index.image(clazz, 0);
    }
    int rank = Philox.below(word, size - 1);
    return index.image(clazz, rank < positiveRank ? rank : rank + 1);
  }
}
