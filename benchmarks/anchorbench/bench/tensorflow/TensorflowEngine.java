package anchorbench.bench.tensorflow;

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
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TUint8;

/**
 * TensorFlow through its Java binding, on the processor: graphs built once and run by sessions,
 * which is what Keras compiles a step to.
 */
final class TensorflowEngine extends Peer {
  private final int threads;
  private final ClassSumsGraph classSums;

  TensorflowEngine(int threads) {
    this.threads = threads;
    classSums = new ClassSumsGraph(threads);
  }

  /** Images as one uint8 tensor, [count, pixels]; sessions read it where it lies. */
  record Images(LabelledImages images, TUint8 pixels) implements ImageStore {
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
      pixels.close();
    }
  }

  @Override
  public EngineInfo info() {
    return new EngineInfo(
        TensorflowProvider.NAME,
        Processor.name(),
        threads,
        "float32",
        List.of(
            new EngineInfo.Library(
                "TensorFlow through its Java binding", TensorFlow.version(), "org.tensorflow")),
        List.of(
            "graphs run by sessions, with the fused ApplyAdam; a mean anchor is gathered for every"
                + " triplet, as one would write it"));
  }

  @Override
  public ImageStore load(LabelledImages images) {
    long bytes = (long) images.count() * images.pixelsPerImage();
    Shape shape = Shape.of(images.count(), images.pixelsPerImage());
    var pixels = DataBuffers.of(images.pixels().asSlice(0, bytes).asByteBuffer());
    return new Images(images, TUint8.tensorOf(shape, pixels));
  }

  @Override
  public ClassMeans classMeans(ImageStore store, int firstPerClass) {
    LabelledImages images = ((Images) store).images();
    ClassIndex index = new ClassIndex(images);
    int[] counts = ClassMeans.counts(index, firstPerClass);
    int[] chosen = firstPerClass == ClassMeans.ALL ? null : index.firstOfEach(counts);
    int[] labels = new int[chosen == null ? images.count() : chosen.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = images.label(chosen == null ? i : chosen[i]);
    }
    int[] sums = classSums.run(((Images) store).pixels(), chosen, labels, images.classes());
    return new ClassMeans(images.pixelsPerImage(), counts, sums);
  }

  @Override
  public TripletBatch newBatch(ImageStore images, AnchorTable anchors, int capacity) {
    return new TensorflowBatch(threads, anchors, images.pixelsPerImage());
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
    ((TensorflowBatch) into).assemble((Images) images, triplets, first, count, pixelScale);
  }

  @Override
  public Trainer newTrainer(
      ImageStore images, AnchorTable anchors, TrainingSpec spec, Weights initial) {
    return new TensorflowTrainer(threads, (Images) images, anchors, spec, initial);
  }

  @Override
  public void close() {
    classSums.close();
  }
}
