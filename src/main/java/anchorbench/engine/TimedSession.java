package anchorbench.engine;

import anchorbench.data.PixelScaling;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import java.util.Optional;

/**
 * Images on an engine's device, uint8 as they are, and the three kernels over them. Its {@link
 * #deviceMicros} are those of the last {@link #classMeans}. Batches and trainers made of it are not
 * used after it is closed.
 */
public interface TimedSession extends DeviceTimed, AutoCloseable {
  /** Images that were loaded. */
  int count();

  /**
   * Sum and mean image of each class over its first images.
   *
   * @param firstPerClass images of each class, in storage order; {@link ClassMeans#ALL} for all
   * @return int32 sums, exact while a class has fewer than 2^31 / 255 images; a class without
   *     images has a zero row and count 0
   * @throws anchorbench.InputException if a class has images, but fewer than asked for
   */
  ClassMeans classMeans(int firstPerClass);

  /**
   * Room for the pixels of {@code capacity} triplets.
   *
   * @param anchors what negative anchor indices refer to
   * @param scaling of pixels and table anchors, whose rows lie as images do
   * @throws anchorbench.InputException if the images have other channels than {@code scaling}
   */
  Batch batch(AnchorTable anchors, int capacity, PixelScaling scaling);

  /**
   * A network in training, from {@code initial}.
   *
   * @throws anchorbench.InputException if the images have other channels than the spec's scaling
   */
  TimedTrainer trainer(AnchorTable anchors, TrainingSpec spec, Weights initial);

  /**
   * Reads the pixels of the first {@code count} images and does nothing else with them: what {@link
   * #classMeans} takes at best. Empty where another engine measures this device.
   */
  default Optional<Peaks.Work> reading(int count) {
    return Optional.empty();
  }

  @Override
  void close();
}
