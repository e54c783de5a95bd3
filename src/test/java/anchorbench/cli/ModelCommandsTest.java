package anchorbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Means, triplets, training, and what is done with a model. */
class ModelCommandsTest extends CommandTest {
  @Test
  void meansTripletsAndTraceHaveTheContractsShapes() throws IOException {
    assertFine(run("means", "--data", images(), "--out", "m.npy", "--png", "m.png"));
    assertTrue(header("m.npy").contains("'<f4', 'fortran_order': False, 'shape': (10, 28, 28)"));
    assertTrue(Files.size(folder.resolve("m.png")) > 1000);
    assertFine(
        run(
            "triplets",
            "--data",
            images(),
            "--anchors",
            "mean",
            "--per-class",
            "7",
            "--out",
            "sub/t.npy",
            "--png",
            "t.png"));
    assertTrue(header("sub/t.npy").contains("'shape': (70, 3, 28, 28)"));
    assertTrue(header("sub/triplet-indices.npy").contains("'<i4'"));
    assertTrue(header("sub/triplet-classes.npy").contains("'shape': (70, 2)"));
    Outcome train =
        run("train", "--data", images(), "--anchors", "mean", "--steps", "3", "--trace", "tr");
    assertFine(train);
    assertTrue(header("tr/plan.npy").contains("'shape': (3, 128, 3)"));
    assertTrue(header("tr/losses.npy").contains("'shape': (3,)"));
    assertTrue(header("tr/anchors.npy").contains("'shape': (10, 784)"));
    String spec = Files.readString(folder.resolve("tr/spec.json"));
    for (String key : List.of("layers", "distance", "margin", "pixelScale", "epsilon", "seed")) {
      assertTrue(spec.contains("\"" + key + "\""), spec);
    }
    // What a peer copies into a record of its own.
    for (String key : List.of("build", "machine", "images", "commit", "processor", "sha256")) {
      assertTrue(spec.contains("\"" + key + "\""), spec);
    }
    assertTrue(spec.contains("\"arm\" : \"mean:30\""), spec);
  }

  @Test
  void aModelIsTrainedSavedEmbeddedAndMeasured() throws IOException {
    assertFine(
        run(
            "train",
            "--data",
            images(),
            "--steps",
            "3",
            "--out",
            "m/weights.npz",
            "--onnx",
            "m/model.onnx"));
    assertTrue(Files.size(folder.resolve("m/model.onnx")) > 100_000);
    assertFine(run("embed", "--data", images(), "--model", "m", "--out", "m/e.npy"));
    assertTrue(header("m/e.npy").contains("'shape': (1000, 64)"), header("m/e.npy"));
    assertTrue(header("m/labels.npy").contains("'shape': (1000,)"), header("m/labels.npy"));
    Outcome distances = run("distances", "--data", images(), "--model", "m", "--target", "3");
    assertFine(distances);
    assertTrue(distances.out().contains("one draw of class 3"), distances.out());
    assertRefused(
        "give one of the two",
        run("distances", "--data", images(), "--model", "m", "--network", "cnn"));
  }

  @Test
  void pixelsMayBeStandardised() throws IOException {
    assertFine(
        run(
            "train",
            "--data",
            images(),
            "--steps",
            "3",
            "--pixel-scale",
            "standardise",
            "--out",
            "s/weights.npz",
            "--trace",
            "s/trace"));
    for (String file : List.of("s/spec.json", "s/trace/spec.json")) {
      String spec = Files.readString(folder.resolve(file));
      assertTrue(spec.contains("\"factors\""), spec);
      assertTrue(spec.contains("\"shape\" : [ 1, 28, 28 ]"), spec);
    }
    assertFine(run("embed", "--data", images(), "--model", "s", "--out", "s/e.npy"));
    assertFine(run("embed", "--data", images(), "--model", "s/trace", "--out", "s/e.npy"));
    assertRefused(
        "a model has its own",
        run("distances", "--data", images(), "--model", "s", "--pixel-scale", "0.5"));
    for (String wrong : List.of("standardize", "0", "-1", "NaN", "2", "Infinity")) {
      Outcome refused = run("train", "--data", images(), "--pixel-scale", wrong);
      assertRefused("--pixel-scale '" + wrong + "': expected a number above 0", refused);
    }
  }

  private static void assertRefused(String word, Outcome outcome) {
    assertEquals(2, outcome.exit(), outcome.err());
    assertTrue(outcome.err().contains(word), outcome.err());
  }

  @Test
  void drawnImagesAreCalledSo() throws IOException {
    Outcome outcome = run("train", "--data", "synthetic", "--steps", "2", "--trace", "tr");
    assertFine(outcome);
    assertTrue(outcome.out().startsWith("SYNTHETIC"), outcome.out());
    String spec = Files.readString(folder.resolve("tr/spec.json"));
    assertTrue(spec.contains("\"synthetic\" : true"), spec);
  }

  @Test
  void withoutTheVectorModuleItWorksAndSaysWhyItIsSlower() {
    Outcome outcome = run(List.of(), "train", "--data", images(), "--steps", "2");
    assertFine(outcome);
    assertTrue(outcome.out().contains("slower"), outcome.out());
    assertTrue(outcome.out().contains("--add-modules"), outcome.out());
  }

  @Test
  void onNarrowVectorsItWorksAndSaysWhyItIsSlower() {
    List<String> narrow = List.of("--add-modules=jdk.incubator.vector", "-XX:MaxVectorSize=16");
    Outcome outcome = run(narrow, "train", "--data", images(), "--steps", "2");
    assertFine(outcome);
    assertTrue(outcome.out().contains("128 bits wide"), outcome.out());
  }
}
