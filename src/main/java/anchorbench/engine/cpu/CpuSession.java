package anchorbench.engine.cpu;

import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.engine.ClassMeans;
import anchorbench.engine.Peaks;
import anchorbench.engine.Session;
import anchorbench.engine.TrainingSpec;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import java.util.Arrays;
import java.util.Optional;

/** Images where they are: host memory is this engine's device. */
final class CpuSession implements Session {
  private final CpuEngine engine;
  private final ImageSet images;

  CpuSession(CpuEngine engine, ImageSet images) {
    this.engine = engine;
    this.images = images;
  }

  @Override
  public int count() {
    return images.count();
  }

  @Override
  public ClassMeans classMeans(int firstPerClass) {
    try (ImageSet.Scan _ = images.scan()) {
      return ClassSums.of(engine.kernels(), engine.workers(), images, firstPerClass);
    }
  }

  @Override
  public CpuBatch batch(AnchorTable anchors, int capacity, PixelScaling scaling) {
    return new CpuBatch(
        engine.kernels(), engine.workers(), new RowSource(images, anchors, scaling), capacity);
  }

  @Override
  public CpuTrainer trainer(AnchorTable anchors, TrainingSpec spec, Weights initial) {
    engine.require(spec.network());
    return new CpuTrainer(engine, new RowSource(images, anchors, spec.scaling()), spec, initial);
  }

  @Override
  public float[] embed(int[] chosen, Weights weights, PixelScaling scaling) {
    AnchorTable none = AnchorTable.none(images.pixelsPerImage());
    return Embedder.embed(
        engine,
        weights,
        new RowSource(images, none, scaling),
        chosen.length,
        (gather, from, to, out) ->
            gather.images(Arrays.copyOfRange(chosen, from, to), 0, to - from, out));
  }

  @Override
  public float[] embed(Weights weights, PixelScaling scaling) {
    try (ImageSet.Scan _ = images.scan()) {
      return Session.super.embed(weights, scaling);
    }
  }

  @Override
  public Optional<Peaks.Work> reading(int count) {
    return Optional.of(new MemoryReading(engine.workers(), images, count));
  }

  @Override
  public void close() {}
}
