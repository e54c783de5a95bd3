package anchorbench.experiment.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.InputException;
import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.data.Shape;
import anchorbench.engine.TestImages;
import anchorbench.output.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtocolTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"clean", "blog"})
  void presetsAreReadBackAsTheyWereWritten(String preset) {
    Path file = folder.resolve("p.json");
    Json.write(file, Protocols.preset(preset));
    assertEquals(Protocols.preset(preset), Protocols.read(file, line -> {}));
  }

  /** What a person may have done to the file, and the word that must be in the answer. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"seeds\" : 10|\"seedz\" : 10|seed",
        "\"seeds\" : 10|\"seeds\" : 0|seeds 0",
        "\"seeds\" : 10|\"seeds\" : \"many\"|many",
        "\"seeds\" : 10,|\"seeds\" : 10, \"colour\" : 3,|colour",
        "\"seeds\" : 10,||seeds",
        "\"batchSize\" : 128|\"batchSize\" : 0|batch 0",
        "0.25, 0.5|-0.25, 0.5|margin -0.25",
        "\"mean:30\"|\"median\"|median",
        "\"mean:30\"|\"random\"|twice",
        "\"keep\" : \"BEST\"|\"keep\" : \"WORST\"|WORST",
        "\"validation\" : \"IMAGES\"|\"validation\" : \"NONE\"|without validation",
        "\"pixelScale\" : 0.003921569|\"pixelScale\" : \"NaN\"|pixel scale",
        "\"standardise\" : false|\"standardise\" : true|expected 1",
        "\"standardise\" : false|\"standardise\" : \"perhaps\"|perhaps"
      })
  void whatNoProtocolHasIsRefusedInOneLine(String from, String to, String word) throws IOException {
    Path file = folder.resolve("p.json");
    Json.write(file, Protocols.CLEAN);
    String text = Files.readString(file);
    assertTrue(text.contains(from), text);
    Files.writeString(file, text.replace(from, to == null ? "" : to));
    Exception e = assertThrows(InputException.class, () -> Protocols.read(file, line -> {}));
    assertTrue(e.getMessage().contains(word), e.getMessage());
    assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
  }

  /** As builds before wrote it, that knew no other scaling than a factor. */
  @Test
  void aFileWithoutStandardiseIsAFactor() throws IOException {
    Path file = folder.resolve("p.json");
    Json.write(file, Protocols.CLEAN);
    String text = Files.readString(file);
    String without = text.replaceFirst(",\\s*\"standardise\" : false", "");
    assertNotEquals(text, without);
    Files.writeString(file, without);
    assertEquals(Protocols.CLEAN, Protocols.read(file, line -> {}));
  }

  @Test
  void standardisedPixelsAreAnotherProtocol() {
    DataSettings base = Protocols.CLEAN.data();
    Protocol other =
        Protocols.CLEAN.with(
            new DataSettings(base.tripletsPerClass(), base.supply(), base.meansFrom(), 1, true));
    assertTrue(
        other.differences(Protocols.CLEAN, Set.of()).contains("standardise true instead of false"));
    assertTrue(Protocol.isSetting("standardise"));
    ImageSet images = TestImages.random(30, new Shape(3, 2, 2), 3, 5);
    assertEquals(PixelScaling.standardised(images), other.data().scaling(images));
    assertEquals(PixelScaling.by(1 / 255f), base.scaling(images));
  }

  @Test
  void whatIsGivenToSomeArmsAloneIsRefused() {
    Protocol given =
        Protocols.CLEAN.with(
            TuningSettings.of(
                List.of(
                    new ArmChoice("random", new Choice(1, 1e-3)),
                    new ArmChoice("mean:30", new Choice(2, 3e-4)))));
    assertFalse(given.tunes());
    List<String> others = List.of("random", "mean:10");
    Exception e = assertThrows(InputException.class, () -> given.with(others));
    assertEquals(
        "arm mean:10: no margin and learning rate is given for it, only for random, mean:30",
        e.getMessage());
    Path file = folder.resolve("p.json");
    Json.write(file, given);
    assertEquals(given, Protocols.read(file, line -> {}));
  }

  /** As a build of version 2 wrote it: settings side by side. */
  @ParameterizedTest
  @ValueSource(strings = {"clean", "blog"})
  void aFileOfAnOlderBuildIsReadAndSaidToBe(String preset) throws IOException {
    Path file = folder.resolve("old.json");
    Json.write(file, Protocols.preset(preset).settings());
    assertTrue(Files.readString(file).contains("\n  \"seeds\" : 10,"), Files.readString(file));
    List<String> log = new ArrayList<>();
    assertEquals(Protocols.preset(preset), Protocols.read(file, log::add));
    assertEquals(1, log.size());
    assertTrue(log.getFirst().startsWith(file + ": written by an older build"), log.getFirst());
  }

  @Test
  void testAnchorsAreEveryArmsOwnAndTheSharedOnes() {
    assertEquals("[random, mean:30, centroid]", Protocols.CLEAN.testAnchors().toString());
    assertEquals("mean:30", Protocols.CLEAN.meanTest().toString());
  }
}
