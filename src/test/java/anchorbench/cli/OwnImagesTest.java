package anchorbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.source.DrawnFiles;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A folder of a person's own images through the commands. */
class OwnImagesTest extends CommandTest {
  private Path own;

  @BeforeEach
  void drawOwnImages() throws IOException {
    own = folder.resolve("own images");
    DrawnFiles.halves(own, 3, 12, 6);
  }

  private Outcome on(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(1, List.of("--data", own.toString()));
    List<String> flags = new ArrayList<>(VECTOR);
    flags.add("-Danchorbench.cache=" + folder.resolve("cache/fashion-mnist"));
    return run(flags, all.toArray(String[]::new));
  }

  private String line(Outcome outcome, String start) {
    return outcome.out().lines().filter(line -> line.startsWith(start)).findFirst().orElse("");
  }

  @Test
  void dataSaysWhatWasFound() throws IOException {
    Files.writeString(own.resolve("train/class-0/readme.md"), "x");
    Outcome outcome = on("data", "--png", "sheet.png");
    assertFine(outcome);
    assertTrue(
        outcome
            .out()
            .startsWith("folder:own images: 36 training and 18 test images of 4x5x3, 3 classes"),
        outcome.out());
    assertEquals("formats: PNG (54)", line(outcome, "formats"));
    assertEquals("sizes: 4x5 (54)", line(outcome, "sizes"));
    assertEquals("copies: none", line(outcome, "copies"));
    assertTrue(line(outcome, "1 class-1").matches("1 class-1 +12 +6"), outcome.out());
    assertEquals(1, outcome.errorLines().size(), outcome.err());
    assertTrue(outcome.err().contains("1 file ending in .md left out"), outcome.err());
    BufferedImage sheet = ImageIO.read(folder.resolve("sheet.png").toFile());
    assertEquals(3, sheet.getRaster().getNumBands());
  }

  @Test
  void meansAndTripletsHaveChannelsBeforeHeight() throws IOException {
    assertFine(on("means", "--n", "all", "--out", "m.npy", "--png", "m.png"));
    assertTrue(header("m.npy").contains("'shape': (3, 3, 4, 5)"), header("m.npy"));
    assertFine(on("triplets", "--anchors", "mean:5", "--per-class", "4", "--out", "t.npy"));
    assertTrue(header("t.npy").contains("'shape': (12, 3, 3, 4, 5)"), header("t.npy"));
    assertFine(on("means", "--grey", "--n", "all", "--out", "m.npy"));
    assertTrue(header("m.npy").contains("'shape': (3, 4, 5)"), header("m.npy"));
  }

  @Test
  void anExperimentRunsOnThemAndGoesOn() throws IOException {
    Outcome outcome =
        on(
            "experiment",
            "--preset=clean",
            "--seeds=2",
            "--epochs=1",
            "--tuning-epochs=1",
            "--tuning-seeds=1",
            "--margin=0.5",
            "--learning-rate=0.001",
            "--batch=8",
            "--per-class=20",
            "--test-per-class=20",
            "--arms=random,mean:3",
            "--network=60-16-8",
            "--pixel-scale=standardise",
            "--size=4x5",
            "--out=run");
    assertFine(outcome);
    String record = Files.readString(folder.resolve("run/run.json"));
    assertTrue(record.contains("\"class-2\""), record);
    assertTrue(Files.readString(folder.resolve("run/report.html")).contains("4x5x3"));
    assertFine(run("check", "run"));
  }

  @Test
  void optionsThatMakeNoSenseAreOneLine() {
    for (List<String> wrong :
        List.of(
            List.of("give one of the two", "--grey", "--colour"),
            List.of("--fit goes with --size", "--fit", "crop"),
            List.of("expected height and width", "--size", "32"),
            List.of("between 0 and 1", "--test-share", "1.5"))) {
      List<String> arguments = new ArrayList<>(List.of("data"));
      arguments.addAll(wrong.subList(1, wrong.size()));
      Outcome outcome = on(arguments.toArray(String[]::new));
      assertEquals(2, outcome.exit(), outcome.toString());
      assertEquals(1, outcome.errorLines().size(), outcome.err());
      assertTrue(outcome.err().contains(wrong.getFirst()), outcome.err());
    }
    Outcome outcome = run("data", "--data", "synthetic", "--grey");
    assertEquals(2, outcome.exit(), outcome.toString());
    assertTrue(outcome.err().contains("are for images of your own"), outcome.err());
  }
}
