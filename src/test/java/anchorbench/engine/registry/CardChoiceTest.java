package anchorbench.engine.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import anchorbench.InputException;
import anchorbench.engine.Card;
import anchorbench.engine.InstalledCard;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which cards {@code --devices} names, and what it says where it names none. */
class CardChoiceTest {
  private static InstalledCard card(int ordinal, String name, int capability, String refusal) {
    return new InstalledCard(
        ordinal, new Card(name, capability), "0000:0" + ordinal + ":00.0", 1L << 36, refusal);
  }

  private static final InstalledCard FIRST = card(0, "NVIDIA H100", 90, null);
  private static final InstalledCard SECOND = card(1, "NVIDIA H100", 90, null);
  private static final InstalledCard OTHER = card(2, "NVIDIA A100", 80, null);
  private static final InstalledCard OLD = card(3, "Tesla V100", 70, "card 3 is too old.");

  private static List<Integer> chosen(String value, InstalledCard... cards) {
    return CardChoice.several("--devices", value, "cuda", () -> List.of(cards));
  }

  private static String refusal(String value, InstalledCard... cards) {
    return assertThrows(InputException.class, () -> chosen(value, cards)).getMessage();
  }

  @Test
  void cardsComeInTheOrderInWhichTheyAreNamed() {
    assertEquals(List.of(1, 0), chosen("1,0", FIRST, SECOND));
    assertEquals(List.of(0, 1), chosen("all", FIRST, SECOND));
    assertEquals(List.of(1), chosen("1", FIRST, SECOND));
  }

  @Test
  void allLeavesOutWhatTheEngineCannotUse() {
    assertEquals(List.of(0, 1), chosen("all", FIRST, SECOND, OLD));
    assertEquals("--devices all: card 3 is too old.", refusal("all", OLD));
  }

  @Test
  void theFirstCardIsTakenUnasked() {
    assertEquals(
        List.of(0),
        CardChoice.several(
            "--devices",
            null,
            "cuda",
            () -> {
              throw new AssertionError("asked for the cards");
            }));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7    | --devices 7: this box has cards 0 and 1 (NVIDIA H100); see: anchorbench doctor",
        "0,7  | --devices 0,7: this box has cards 0 and 1 (NVIDIA H100); see: anchorbench doctor",
        "0,0  | --devices 0,0: card 0 is named twice",
        "1,01 | --devices 1,01: card 1 is named twice",
        "x    | --devices x: expected all, or ordinals of cards, e.g. 0,2",
        "-1   | --devices -1: expected all, or ordinals of cards, e.g. 0,2",
        "0,   | --devices 0,: expected all, or ordinals of cards, e.g. 0,2",
        "''   | --devices '': expected all, or ordinals of cards, e.g. 0,2",
        "99999999999 | --devices 99999999999: expected all, or ordinals of cards, e.g. 0,2"
      })
  void whatNamesNoCardIsRefusedInOneLine(String value, String expected) {
    assertEquals(expected, refusal(value, FIRST, SECOND));
  }

  @Test
  void theCardsThatThereAreAreListed() {
    assertEquals(
        "--devices 7: this box has card 0 alone (NVIDIA H100); see: anchorbench doctor",
        refusal("7", FIRST));
    assertEquals(
        "--devices 7: this box has cards 0, 1 and 2 (NVIDIA H100, NVIDIA A100); see: anchorbench"
            + " doctor",
        refusal("7", FIRST, SECOND, OTHER));
  }

  @Test
  void aCardThatIsTooOldSaysSo() {
    assertEquals("--devices 0,3: card 3 is too old.", refusal("0,3", FIRST, OLD));
  }

  @Test
  void differentModelsDoNotShareAnExperiment() {
    assertEquals(
        "--devices 0,2: card 0 (NVIDIA H100, PCI 0000:00:00.0) and card 2 (NVIDIA A100, PCI"
            + " 0000:02:00.0) are different models and round differently; name cards of one model",
        refusal("0,2", FIRST, OTHER, SECOND));
  }

  @Test
  void anEngineWithoutCardsTakesTheFirstAlone() {
    assertEquals(List.of(0), CardChoice.several("--devices", "0", "cpu"));
    assertEquals(0, CardChoice.one("--device", null, "cpu"));
    for (String value : List.of("1", "all", "0,1")) {
      InputException e =
          assertThrows(InputException.class, () -> CardChoice.several("--devices", value, "cpu"));
      assertEquals(
          "--devices "
              + value
              + ": engine cpu has no cards to choose from; leave out --devices, or choose --engine"
              + " cuda",
          e.getMessage());
    }
    assertThrows(InputException.class, () -> CardChoice.one("--device", "0,1", "cuda"));
  }
}
