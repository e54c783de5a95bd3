package anchorbench.engine;

import anchorbench.data.LabelledImages;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletIndices;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One way to run the hot kernels, on one device.
 *
 * <p>Every engine computes the same numbers as {@code engine.reference}: integers equal, floats
 * within a bound that follows from the length of the sums. What an engine allocated is given back
 * when it is closed; image stores, batches and trainers are not used after that.
 */
public interface Engine extends AutoCloseable {
  EngineInfo info();

  /** Its device, told from others of the same kind. */
  default String device() {
    return info().device();
  }

  /** What a person who looks for the cause of a figure wants to know, a line each. */
  default List<String> details() {
    return List.of();
  }

  /** The device's clocks now, where they can be read. */
  default Optional<DeviceClocks> clocks() {
    return Optional.empty();
  }

  /** The device at its best, for the benchmarks; empty where another engine measures it. */
  default Optional<Ceilings> ceilings() {
    return Optional.empty();
  }

  /**
   * Sum and mean image of each class over its first images.
   *
   * @param images uint8 [n, pixels], 0..255, from {@link #load}
   * @param firstPerClass images of each class, in storage order; {@link ClassMeans#ALL} for all
   * @return int32 sums, exact while a class has fewer than 2^31 / 255 images; a class without
   *     images has a zero row and count 0
   * @throws anchorbench.InputException if a class has images, but fewer than asked for
   */
  ClassMeans classMeans(ImageStore images, int firstPerClass);

  /** The same for images that are needed once. */
  default ClassMeans classMeans(LabelledImages images, int firstPerClass) {
    try (ImageStore store = load(images)) {
      return classMeans(store, firstPerClass);
    }
  }

  /** Puts images where {@link #assemble} and trainers read them; uint8 as they are. */
  ImageStore load(LabelledImages images);

  /** Room for the pixels of {@code capacity} triplets. */
  TripletBatch newBatch(ImageStore images, AnchorTable anchors, int capacity);

  /**
   * Gathers and scales a batch: {@code float32(pixel) * pixelScale}, one rounding, for every
   * engine. Each distinct table anchor is written once. Blocks until the device is done.
   *
   * @param triplets read from {@code first} on, {@code count} of them
   */
  void assemble(
      ImageStore images,
      AnchorTable anchors,
      TripletIndices triplets,
      int first,
      int count,
      float pixelScale,
      TripletBatch into);

  /** A network in training, from {@code initial}. */
  Trainer newTrainer(ImageStore images, AnchorTable anchors, TrainingSpec spec, Weights initial);

  /**
   * Embeddings of images.
   *
   * @param chosen int32 [n], positions, in any order
   * @return float32 [n, weights.spec().outputs()]
   */
  float[] embed(ImageStore images, int[] chosen, Weights weights, float pixelScale);

  /** Embeddings of all images, in order. */
  default float[] embed(ImageStore images, Weights weights, float pixelScale) {
    return embed(images, IntStream.range(0, images.count()).toArray(), weights, pixelScale);
  }

  /**
   * Embeddings of a table's rows, scaled as pixels are.
   *
   * @return float32 [table.rows(), weights.spec().outputs()]
   */
  float[] embed(AnchorTable table, Weights weights, float pixelScale);

  /**
   * Nearest rows by Euclidean distance, nearest first; equal distances in order of position.
   *
   * @param queries float32 [q, width]
   * @param index float32 [n, width], n at least k
   * @return int32 [q, k], positions in {@code index}
   */
  int[] nearest(float[] queries, float[] index, int width, int k);

  @Override
  void close();
}
