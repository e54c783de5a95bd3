package anchorbench.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import anchorbench.InputException;
import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.data.Shape;
import anchorbench.engine.Engine;
import anchorbench.engine.Session;
import anchorbench.engine.TestImages;
import anchorbench.engine.registry.Engines;
import anchorbench.network.Distance;
import anchorbench.network.NetworkSpec;
import anchorbench.network.NetworkText;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelTest {
  private static final Shape IMAGES = Shape.grey(10, 10);

  @TempDir Path folder;

  private final Model model =
      new Model(
          Weights.initial(NetworkSpec.parse("100-40-16"), 5),
          PixelScaling.by(1 / 255f),
          Distance.EUCLIDEAN,
          0.5f);

  @Test
  void isReadBackFromFileAndFolder() {
    Path file = folder.resolve("weights.npz");
    model.save(file, IMAGES);
    for (Path path : new Path[] {file, folder}) {
      Model read = Model.load(path);
      assertArrayEquals(model.weights().values(), read.weights().values());
      assertEquals(model.weights().spec(), read.weights().spec());
      assertEquals(model.scaling(), read.scaling());
      assertEquals(model.margin(), read.margin());
    }
  }

  @Test
  void brokenModelsAreRefusedInOneLine() throws IOException {
    Path file = folder.resolve("weights.npz");
    refused("no model there");
    model.save(file, IMAGES);
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
    model.save(file, IMAGES);
    // As many numbers, laid out otherwise.
    rewrite(file, "(100, 40), }", "(4000,), }  ");
    refused("layer0.weight: of shape (4000); the network's is (100, 40)");
    rewrite(file, "(4000,), }  ", "(40, 100), }");
    refused("layer0.weight: of shape (40, 100); the network's is (100, 40)");
    model.weights().values()[model.weights().spec().plan().slots().get(3).offset() + 3] = Float.NaN;
    model.save(file, IMAGES);
    refused("layer1.bias: number 3 is NaN");
    model.weights().values()[5] = Float.POSITIVE_INFINITY;
    model.save(file, IMAGES);
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
            Weights.initial(NetworkSpec.parse("9-4"), 5),
            PixelScaling.by(1),
            Distance.SQUARED_EUCLIDEAN,
            2);
    model.save(folder.resolve("a.npz"), IMAGES);
    assertEquals(model.weights().spec(), Model.load(folder).weights().spec());
    other.save(folder.resolve("b.npz"), Shape.grey(3, 3));
    assertEquals(model.weights().spec(), Model.load(folder.resolve("a.npz")).weights().spec());
    assertEquals(other.distance(), Model.load(folder.resolve("b.npz")).distance());
    refused("holds several models; name one of a.npz, b.npz");
    model.save(folder.resolve("weights.npz"), IMAGES);
    assertEquals(model.weights().spec(), Model.load(folder).weights().spec());
  }

  private void refused(String word) {
    Exception e = assertThrows(InputException.class, () -> Model.load(folder));
    assertTrue(e.getMessage().contains(word), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  /** The key that older builds wrote and read. */
  @Test
  void aFactorIsTheKeyItAlwaysWas() throws IOException {
    model.save(folder.resolve("weights.npz"), IMAGES);
    String spec = Files.readString(folder.resolve("spec.json"));
    assertTrue(spec.contains("\"pixelScale\" : 0.003921569"), spec);
    assertFalse(spec.contains("pixelScaling"), spec);
  }

  @Test
  void channelsAreReadBack() throws IOException {
    Shape colour = new Shape(4, 5, 5);
    PixelScaling scaling =
        PixelScaling.of(new float[] {1, 2, 0.1f, 1e-3f}, new float[] {0, -1, -0.7f, 3});
    Path file = folder.resolve("weights.npz");
    scaled(scaling).save(file, colour);
    assertEquals(scaling, Model.load(folder).scaling());
    String spec = Files.readString(folder.resolve("spec.json"));
    assertFalse(spec.contains("\"pixelScale\""), spec);
    // One pair for several channels is written for each: a file says what each channel has.
    scaled(PixelScaling.of(new float[] {2}, new float[] {1})).save(file, new Shape(2, 5, 10));
    assertEquals(
        PixelScaling.of(new float[] {2, 2}, new float[] {1, 1}), Model.load(folder).scaling());
  }

  private Model scaled(PixelScaling scaling) {
    return new Model(model.weights(), scaling, Distance.EUCLIDEAN, 0.5f);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[ 1.0, 2.0 ]|[ 1.0 ]|factors [1.0]; expected a number for each of 2 channels",
        "[ 1.0, 2.0 ]|[ 1.0, null ]|factors [1.0, null]; expected",
        "[ 1.0, 2.0 ]|[ 1.0, -2.0 ]|factor -2.0 on pixels: expected a finite number above 0",
        "[ 1.0, 2.0 ]|[ 1.0, 0 ]|factor 0.0 on pixels",
        "[ 1.0, 2.0 ]|[ 1.0, \"NaN\" ]|factor NaN on pixels",
        "[ 0.0, -3.0 ]|[ 0.0, -3.0, 1 ]|offsets [0.0, -3.0, 1.0]; expected a number for each of 2",
        "[ 0.0, -3.0 ]|[ 0.0, 1e99 ]|offset Infinity of pixels: expected a finite number",
        "\"offsets\"|\"onsets\"|offsets null; expected",
        "[ 2, 5, 10 ]|[ 2, 5, 11 ]|shape [2, 5, 11]; expected one of the network's 100 pixels",
        "[ 2, 5, 10 ]|[ 2147483647, 2147483647, 2147483647 ]|expected one of the network's 100",
        "[ 2, 5, 10 ]|[ 2, 50 ]|shape [2, 50] beside pixelScaling; expected channels, height",
        "[ 2, 5, 10 ]|[ 2, -5, -10 ]|expected channels, height and width",
        "\"shape\" : |\"pixelScale\" : 0.5, \"shape\" : |expected one of the two",
        "\"pixelScaling\"|\"pixelScalings\"|expected layers or network, distance, margin and"
            + " pixelScale"
      })
  void scalingsThatFitNothingAreRefused(String from, String to, String word) throws IOException {
    scaled(PixelScaling.of(new float[] {1, 2}, new float[] {0, -3}))
        .save(folder.resolve("weights.npz"), new Shape(2, 5, 10));
    Path spec = folder.resolve("spec.json");
    String text = Files.readString(spec);
    assertTrue(text.contains(from), text);
    Files.writeString(spec, text.replace(from, to));
    refused(word);
    refused(spec.toString());
  }

  /**
   * ONNX Runtime on the exported file against our own embeddings of the same images. Standardised
   * inputs are up to four deviations, where pixels of a factor are up to 1, and rounded twice
   * there.
   */
  @Test
  void onnxRuntimeEmbedsAsWeDo() throws OrtException {
    assertOnnxEmbedsAsWeDo(model, IMAGES, 1e-5f);
    Shape colour = new Shape(4, 5, 5);
    ImageSet images = TestImages.random(50, colour, 3, 8);
    assertOnnxEmbedsAsWeDo(scaled(PixelScaling.standardised(images)), colour, 4e-5f);
    assertOnnxEmbedsAsWeDo(
        scaled(PixelScaling.of(new float[] {1 / 64f}, new float[] {-2})), colour, 4e-5f);
  }

  /** Every kind of layer, on colours; sums of up to 153 terms of inputs up to four deviations. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "conv3x32 pool2 conv3x17 pool2 16 5",
        "conv5x19s2p0 conv2x17p1 7",
        "conv3x8 pool3s2p1 conv1x12 avg3s2p1 6",
        "avg2 conv3x16 gap",
        "conv3x8 relu gap 12 relu 5",
        "30 7"
      })
  void onnxRuntimeEmbedsConvolutionsAsWeDo(String network) throws OrtException {
    Shape colour = new Shape(3, 11, 13);
    PixelScaling scaling = PixelScaling.standardised(TestImages.random(50, colour, 3, 8));
    NetworkSpec spec = NetworkText.parse(network).on(colour);
    assertOnnxEmbedsAsWeDo(
        new Model(Weights.initial(spec, 6), scaling, Distance.EUCLIDEAN, 1), colour, 1e-4f);
  }

  @Test
  void aConvolutionalModelIsReadBackWithItsImages() throws IOException {
    Shape colour = new Shape(3, 11, 13);
    NetworkSpec spec = NetworkText.parse("conv3x8 pool2 5").on(colour);
    Path file = folder.resolve("weights.npz");
    new Model(Weights.initial(spec, 6), PixelScaling.by(1), Distance.EUCLIDEAN, 1)
        .save(file, colour);
    assertEquals(spec, Model.load(file).weights().spec());
    Path specFile = folder.resolve("spec.json");
    String text = Files.readString(specFile);
    Files.writeString(specFile, text.replace("\"conv3x8", "\"conv3x9"));
    refused("layer0.weight: of shape (8, 3, 3, 3); the network's is (9, 3, 3, 3)");
    Files.writeString(specFile, text.replace("\"shape\"", "\"shapes\""));
    refused("shape null; expected channels, height and width");
    Files.writeString(specFile, text.replace("conv3x8", "conv99x8p0"));
    refused("makes 0x0x8 of 11x13x3");
  }

  private void assertOnnxEmbedsAsWeDo(Model exported, Shape shape, float bound)
      throws OrtException {
    Path file = folder.resolve("model.onnx");
    OnnxFile.write(file, exported);
    ImageSet images = TestImages.random(50, shape, 3, 8);
    float[][] pixels = new float[50][shape.size()];
    for (int i = 0; i < 50; i++) {
      for (int p = 0; p < shape.size(); p++) {
        pixels[i][p] = images.pixel(i, p);
      }
    }
    float[] expected;
    try (Engine engine = Engines.open("cpu", 1);
        Session store = engine.load(images)) {
      expected = store.embed(exported.weights(), exported.scaling());
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(file.toString());
        OnnxTensor input = OnnxTensor.createTensor(environment, pixels);
        OrtSession.Result result = session.run(Map.of("pixels", input))) {
      FloatBuffer found = ((OnnxTensor) result.get("embedding").orElseThrow()).getFloatBuffer();
      float[] values = new float[expected.length];
      found.get(values);
      assertArrayEquals(expected, values, bound);
    }
  }
}
