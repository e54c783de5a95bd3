package anchorbench.bench.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import anchorbench.bench.peer.Peer;
import anchorbench.data.ClassIndex;
import anchorbench.data.LabelledImages;
import anchorbench.engine.ClassMeans;
import anchorbench.engine.EngineInfo;
import anchorbench.engine.ImageStore;
import anchorbench.engine.Trainer;
import anchorbench.engine.TrainingSpec;
import anchorbench.engine.TripletBatch;
import anchorbench.machine.Processor;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletIndices;
import java.util.List;
import java.util.stream.IntStream;

/**
 * libtorch through DJL, on the processor: what a user of PyTorch would write, eager, in place where
 * it can be.
 */
final class PytorchEngine extends Peer {
  private final NDManager manager;
  private final int threads;

  PytorchEngine(int threads) {
    this.threads = threads;
    System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(threads));
    System.setProperty("ai.djl.offline", "true");
    manager = NDManager.newBaseManager("PyTorch");
  }

  /** Images as one uint8 tensor, [count, pixels]. */
  record Images(NDManager manager, LabelledImages images, NDArray pixels) implements ImageStore {
    @Override
    public int count() {
      return images.count();
    }

    @Override
    public int pixelsPerImage() {
      return images.pixelsPerImage();
    }

    @Override
    public void close() {
      manager.close();
    }
  }

  @Override
  public EngineInfo info() {
    String version = ai.djl.engine.Engine.getEngine("PyTorch").getVersion();
    return new EngineInfo(
        PytorchProvider.NAME,
        Processor.name(),
        threads,
        "float32",
        List.of(new EngineInfo.Library("libtorch through DJL", version, "ai.djl.pytorch")),
        List.of(
            "eager; the binding has no fused Adam, so it is made of tensor operations in place;"
                + " a mean anchor is gathered for every triplet, as one would write it"));
  }

  @Override
  public ImageStore load(LabelledImages images) {
    NDManager own = manager.newSubManager();
    long bytes = (long) images.count() * images.pixelsPerImage();
    NDArray pixels =
        own.create(
            images.pixels().asSlice(0, bytes).asByteBuffer(),
            new Shape(images.count(), images.pixelsPerImage()),
            DataType.UINT8);
    return new Images(own, images, pixels);
  }

  /** A product with the one-hot matrix of the labels; exact below 2^24 / 255 images of a class. */
  @Override
  public ClassMeans classMeans(ImageStore store, int firstPerClass) {
    LabelledImages images = ((Images) store).images();
    ClassIndex index = new ClassIndex(images);
    int[] counts = ClassMeans.counts(index, firstPerClass);
    boolean all = firstPerClass == ClassMeans.ALL;
    // All images stay where they are; a choice of them is gathered.
    int[] chosen = all ? IntStream.range(0, images.count()).toArray() : index.firstOfEach(counts);
    float[] oneHot = new float[counts.length * chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      oneHot[images.label(chosen[i]) * chosen.length + i] = 1;
    }
    try (NDManager scratch = manager.newSubManager()) {
      NDArray pixels = ((Images) store).pixels();
      NDArray rows = all ? pixels : Rows.of(pixels, scratch.create(chosen));
      NDArray floats = rows.toType(DataType.FLOAT32, true);
      floats.attach(scratch);
      float[] found =
          scratch
              .create(oneHot, new Shape(counts.length, chosen.length))
              .matMul(floats)
              .toFloatArray();
      int[] sums = new int[found.length];
      for (int i = 0; i < sums.length; i++) {
        sums[i] = (int) found[i];
      }
      return new ClassMeans(images.pixelsPerImage(), counts, sums);
    }
  }

  @Override
  public TripletBatch newBatch(ImageStore images, AnchorTable anchors, int capacity) {
    return new PytorchBatch(manager.newSubManager(), anchors, images.pixelsPerImage());
  }

  @Override
  public void assemble(
      ImageStore images,
      AnchorTable anchors,
      TripletIndices triplets,
      int first,
      int count,
      float pixelScale,
      TripletBatch into) {
    ((PytorchBatch) into).assemble((Images) images, triplets, first, count, pixelScale);
  }

  @Override
  public Trainer newTrainer(
      ImageStore images, AnchorTable anchors, TrainingSpec spec, Weights initial) {
    return new PytorchTrainer(manager.newSubManager(), (Images) images, anchors, spec, initial);
  }

  @Override
  public void close() {
    manager.close();
  }

  /** A table as a tensor, float32 [rows, pixels]; of at least one row. */
  static NDArray table(NDManager manager, AnchorTable anchors) {
    return anchors.isEmpty()
        ? manager.zeros(new Shape(1, anchors.pixels()))
        : manager.create(anchors.values(), new Shape(anchors.rows(), anchors.pixels()));
  }
}
