package anchorbench.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import anchorbench.InputException;
import anchorbench.data.LabelledImages;
import anchorbench.engine.Engine;
import anchorbench.engine.Engines;
import anchorbench.engine.ImageStore;
import anchorbench.engine.TestImages;
import anchorbench.network.Distance;
import anchorbench.network.NetworkSpec;
import anchorbench.network.Weights;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelTest {
  @TempDir Path folder;

  private final Model model =
      new Model(
          Weights.glorotUniform(NetworkSpec.parse("100-40-16"), 5),
          1 / 255f,
          Distance.EUCLIDEAN,
          0.5f);

  @Test
  void isReadBackFromFileAndFolder() {
    Path file = folder.resolve("weights.npz");
    model.save(file);
    for (Path path : new Path[] {file, folder}) {
      Model read = Model.load(path);
      assertArrayEquals(model.weights().values(), read.weights().values());
      assertEquals(model.weights().spec(), read.weights().spec());
      assertEquals(model.pixelScale(), read.pixelScale());
      assertEquals(model.margin(), read.margin());
    }
  }

  @Test
  void brokenModelsAreRefusedInOneLine() throws IOException {
    Path file = folder.resolve("weights.npz");
    refused("no model there");
    model.save(file);
    Path spec = folder.resolve("spec.json");
    String text = Files.readString(spec);
    Files.writeString(spec, text.replace("40", "41"));
    refused("layer0.weight");
    Files.writeString(spec, text.replace("\"layers\"", "\"lawyers\""));
    refused("expected layers");
    Files.writeString(spec, text);
    Files.write(file, new byte[] {1, 2, 3});
    refused("cannot be read");
  }

  private void refused(String word) {
    Exception e = assertThrows(InputException.class, () -> Model.load(folder));
    assertTrue(e.getMessage().contains(word), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  /** ONNX Runtime on the exported file against our own embeddings of the same images. */
  @Test
  void onnxRuntimeEmbedsAsWeDo() throws OrtException {
    Path file = folder.resolve("model.onnx");
    OnnxFile.write(file, model);
    LabelledImages images = TestImages.random(50, 100, 3, 8);
    float[][] pixels = new float[50][100];
    for (int i = 0; i < 50; i++) {
      for (int p = 0; p < 100; p++) {
        pixels[i][p] = images.pixel(i, p);
      }
    }
    float[] expected;
    try (Engine engine = Engines.open("cpu", 1);
        ImageStore store = engine.load(images)) {
      expected = engine.embed(store, model.weights(), model.pixelScale());
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(file.toString());
        OnnxTensor input = OnnxTensor.createTensor(environment, pixels);
        OrtSession.Result result = session.run(Map.of("pixels", input))) {
      FloatBuffer found = ((OnnxTensor) result.get("embedding").orElseThrow()).getFloatBuffer();
      float[] values = new float[expected.length];
      found.get(values);
      assertArrayEquals(expected, values, 1e-5f);
    }
  }
}
