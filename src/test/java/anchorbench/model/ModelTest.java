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
import anchorbench.data.ImageSet;
import anchorbench.engine.Engine;
import anchorbench.engine.Session;
import anchorbench.engine.TestImages;
import anchorbench.engine.registry.Engines;
import anchorbench.network.Distance;
import anchorbench.network.NetworkSpec;
import anchorbench.network.Weights;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
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

  @Test
  void weightsOfAnotherShapeOrWithoutNumbersAreRefusedByName() throws IOException {
    Path file = folder.resolve("weights.npz");
    model.save(file);
    // As many numbers, laid out otherwise.
    rewrite(file, "(100, 40), }", "(4000,), }  ");
    refused("layer0.weight: of shape (4000); the network's is (100, 40)");
    rewrite(file, "(4000,), }  ", "(40, 100), }");
    refused("layer0.weight: of shape (40, 100); the network's is (100, 40)");
    model.weights().values()[model.weights().spec().biasOffset(1) + 3] = Float.NaN;
    model.save(file);
    refused("layer1.bias: number 3 is NaN");
    model.weights().values()[5] = Float.POSITIVE_INFINITY;
    model.save(file);
    refused("layer0.weight: number 5 is Infinity");
  }

  /** Writes an archive again with a text in a header replaced by one of equal length. */
  private static void rewrite(Path file, String from, String to) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        byte[] bytes = zip.getInputStream(entry).readAllBytes();
        String text = new String(bytes, StandardCharsets.ISO_8859_1).replace(from, to);
        entries.put(entry.getName(), text.getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
  }

  @Test
  void severalModelsLieInOneFolder() {
    Model other =
        new Model(
            Weights.glorotUniform(NetworkSpec.parse("9-4"), 5), 1, Distance.SQUARED_EUCLIDEAN, 2);
    model.save(folder.resolve("a.npz"));
    assertEquals(model.weights().spec(), Model.load(folder).weights().spec());
    other.save(folder.resolve("b.npz"));
    assertEquals(model.weights().spec(), Model.load(folder.resolve("a.npz")).weights().spec());
    assertEquals(other.distance(), Model.load(folder.resolve("b.npz")).distance());
    refused("holds several models; name one of a.npz, b.npz");
    model.save(folder.resolve("weights.npz"));
    assertEquals(model.weights().spec(), Model.load(folder).weights().spec());
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
    ImageSet images = TestImages.random(50, 100, 3, 8);
    float[][] pixels = new float[50][100];
    for (int i = 0; i < 50; i++) {
      for (int p = 0; p < 100; p++) {
        pixels[i][p] = images.pixel(i, p);
      }
    }
    float[] expected;
    try (Engine engine = Engines.open("cpu", 1);
        Session store = engine.load(images)) {
      expected = store.embed(model.weights(), model.pixelScale());
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
