package anchorbench.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import anchorbench.experiment.protocol.Choice;
import anchorbench.output.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartTest {
  private static final Choice CHOICE = new Choice(0.5f, 1e-3);

  private static final List<Part<?>> PARTS =
      List.of(
          new Part.RawPixels(),
          new Part.Candidate("mean:30", CHOICE, 4, 7),
          new Part.Control(3),
          new Part.OneTrial("batch-hard", -4, CHOICE));

  /** So that they can be told to another process. */
  @Test
  void aDescriptionIsReadBackAsItWasWritten() {
    for (Part<?> part : PARTS) {
      byte[] json = Json.compact(part).getBytes(StandardCharsets.UTF_8);
      assertEquals(part, Json.read("a part", json, Part.class));
    }
  }

  /** Folders of unfinished experiments have files of these names. */
  @Test
  void namesStayAsTheyWere() {
    assertEquals(
        List.of(
            "pixels",
            "tuning-mean-30-margin0.5-rate0.001-epochs4-seed7",
            "untrained-seed3",
            "batch-hard-seed-4"),
        PARTS.stream().map(Part::name).toList());
  }
}
