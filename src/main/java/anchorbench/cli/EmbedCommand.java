package anchorbench.cli;

import anchorbench.data.DataSet;
import anchorbench.data.ImageSet;
import anchorbench.data.Split;
import anchorbench.engine.Engine;
import anchorbench.engine.Session;
import anchorbench.memory.JavaHeap;
import anchorbench.model.Model;
import anchorbench.model.OnnxFile;
import anchorbench.numpy.Npy;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Embeddings of images by a saved model. */
@Command(name = "embed", description = "Writes the embeddings of images, and their labels.")
final class EmbedCommand implements Runnable {
  @Mixin private DataOptions data;
  @Mixin private EngineOptions engines;

  @Option(
      names = "--model",
      required = true,
      description = "weights.npz with its spec.json, or their folder")
  private Path path;

  @Option(names = "--split", defaultValue = "test", description = "train or test (default: test)")
  private Split split;

  @Option(
      names = "--out",
      defaultValue = "embeddings.npy",
      description = "labels.npy is written beside it (default: ${DEFAULT-VALUE})")
  private Path out;

  @Option(names = "--onnx", description = "also writes the model as ONNX to this file")
  private Path onnx;

  @Override
  public void run() {
    Model model = Model.load(path);
    DataSet set = data.load();
    ModelFit.require(model, path, set);
    ImageSet images = split.of(set);
    int width = model.weights().spec().outputs();
    JavaHeap.elements("embeddings of " + images.count() + " images", (long) images.count() * width);
    try (Engine engine = engines.open(model.weights().spec());
        Session session = engine.load(images)) {
      float[] embeddings = session.embed(model.weights(), model.scaling());
      Npy.write(out, embeddings, images.count(), width);
      Path labels = out.resolveSibling("labels.npy");
      writeLabels(labels, images);
      System.out.println(out);
      System.out.println(labels);
    }
    if (onnx != null) {
      OnnxFile.write(onnx, model);
      System.out.println(onnx);
    }
  }

  /** uint8 [n] where the class numbers fit, int32 [n] where they don't. */
  private static void writeLabels(Path file, ImageSet images) {
    if (images.classes() > 1 << Byte.SIZE) {
      Npy.write(file, images.labels(), images.count());
      return;
    }
    byte[] labels = new byte[images.count()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) images.label(i);
    }
    Npy.write(file, labels, images.count());
  }
}
