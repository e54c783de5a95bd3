package anchorbench.engine.nd4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.InputException;
import anchorbench.engine.Card;
import anchorbench.engine.Probe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Nd4jBackendTest {
  private final Nd4jBackend cuda = Nd4jBackend.of(false, true, "11.6");

  @Test
  void theDefaultBuildHasTheProcessorsAlone() {
    Nd4jBackend found = Nd4jBackend.onClassPath();
    assertFalse(found.cuda());
    assertEquals("nd4j-native", found.artifact());
  }

  @Test
  void anEngineOnACardHasAnotherName() {
    assertEquals("nd4j", Nd4jEngine.name());
    assertEquals("nd4j", Nd4jBackend.nameOf("nd4j", false));
    assertEquals("dl4j-cuda", Nd4jBackend.nameOf("dl4j", true));
  }

  @Test
  void bothAreRefusedInOneSentence() {
    Exception e = assertThrows(InputException.class, () -> Nd4jBackend.of(true, true, "11.6"));
    assertTrue(e.getMessage().contains("both on the class path"), e.getMessage());
  }

  @Test
  void noneCountsAsLeftOut() {
    Error e = assertThrows(NoClassDefFoundError.class, () -> Nd4jBackend.of(false, false, "11.6"));
    assertTrue(e.getCause() instanceof ClassNotFoundException);
  }

  @ParameterizedTest
  @ValueSource(ints = {37, 61, 70, 72, 75, 80, 86, 87, 89})
  void cardsItHasCodeForPass(int capability) {
    assertEquals("card", cuda.admit(new Card("card", capability)));
  }

  @ParameterizedTest
  @ValueSource(ints = {35, 90, 100, 120})
  void othersAreSentToTheCudaEngine(int capability) {
    Exception e =
        assertThrows(InputException.class, () -> cuda.admit(new Card("NVIDIA H100", capability)));
    assertTrue(e.getMessage().contains("3.7, 5.0"), e.getMessage());
    assertTrue(e.getMessage().contains("NVIDIA H100 is " + Card.text(capability)), e.getMessage());
    assertTrue(e.getMessage().contains("engine cuda"), e.getMessage());
  }

  @Test
  void aSnapshotsCardsAreNotGuessed() {
    assertEquals("card", Nd4jBackend.of(false, true, "12.3").admit(new Card("card", 90)));
  }

  @Test
  void theProcessorsBackendAsksForNoCard() {
    Probe probe =
        Nd4jEngine.probe(
            1,
            () -> {
              throw new AssertionError("asked for a card");
            });
    assertTrue(probe instanceof Probe.Ready, probe.toString());
    ((Probe.Ready) probe).engine().close();
  }

  /** Whoever is made of it is absent under its own name where its own library was left out. */
  @Test
  void anEngineOnTopIsLeftOutByItsName() {
    Probe probe =
        Nd4jEngine.probe(
            "other",
            1,
            () -> {
              throw new AssertionError("asked for a card");
            },
            _ -> {
              NoClassDefFoundError none = new NoClassDefFoundError("Other");
              none.initCause(new ClassNotFoundException("Other"));
              throw none;
            });
    assertEquals(
        new Probe.Absent("other", "left out of this build (-Pslim). Cure: build without it."),
        probe);
  }
}
