package anchorbench.engine.cuda;

import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.engine.ClassMeans;
import anchorbench.engine.Peaks;
import anchorbench.engine.Session;
import anchorbench.engine.TrainingSpec;
import anchorbench.engine.cuda.driver.Driver;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import java.util.Optional;

/** Images on the card. What its kernels need besides is made when they are first asked for. */
final class CudaSession implements Session {
  private static final int BLOCKS_PER_MULTIPROCESSOR = 8;

  private final Resources owned = new Resources();
  private final CudaEngine engine;
  private final CudaImages images;
  private CudaClassSums classSums;

  CudaSession(CudaEngine engine, Stream stream, ImageSet images) {
    this.engine = engine;
    this.images = owned.add(new CudaImages(engine.context(), stream, images));
  }

  @Override
  public int count() {
    return images.count();
  }

  @Override
  public synchronized ClassMeans classMeans(int firstPerClass) {
    if (classSums == null) {
      classSums = owned.add(new CudaClassSums(engine.context(), engine.kernels(), images));
    }
    return classSums.of(firstPerClass);
  }

  @Override
  public synchronized double deviceMicros() {
    return classSums == null ? Double.NaN : classSums.deviceMicros();
  }

  @Override
  public CudaBatch batch(AnchorTable anchors, int capacity, PixelScaling scaling) {
    return new CudaBatch(engine, images, anchors, capacity, scaling);
  }

  @Override
  public CudaTrainer trainer(AnchorTable anchors, TrainingSpec spec, Weights initial) {
    CudaTrainer trainer = new CudaTrainer(engine, images, anchors, spec, initial);
    engine.note(trainer.way());
    return trainer;
  }

  @Override
  public float[] embed(int[] chosen, Weights weights, PixelScaling scaling) {
    AnchorTable none = AnchorTable.none(images.pixelsPerImage());
    return new CudaEmbedder(engine).embed(images, none, chosen, weights, scaling);
  }

  @Override
  public synchronized Optional<Peaks.Work> reading(int count) {
    Stream stream = owned.add(new Stream(engine.context()));
    DeviceBuffer sink =
        owned.add(new DeviceBuffer(engine.context(), stream, "a peak", Integer.BYTES));
    int blocks =
        BLOCKS_PER_MULTIPROCESSOR * engine.context().attribute(Driver.MULTIPROCESSOR_COUNT);
    long bytes = (long) count * images.pitch();
    return Optional.of(
        new StreamWork(
            owned,
            stream,
            () ->
                engine.kernels().readOnly(stream, blocks, images.pixels().address(), bytes, sink)));
  }

  @Override
  public void close() {
    owned.close();
  }
}
