package anchorbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Locales without letters, and a standard output that takes nothing. */
class PlainOutputTest extends CommandTest {
  /** Bytes of UTF-8 as a shell passes them on, whatever this JVM's own locale. */
  private Outcome inLocaleC(String environment, String arguments) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path");
    String command =
        "cd '%s' && exec >stdout 2>stderr && env LC_ALL=C %s '%s' --enable-native-access=ALL-UNNAMED -cp '%s' %s %s"
            .formatted(folder, environment, java, classes, Main.class.getName(), arguments);
    try {
      int exit = new ProcessBuilder("bash", "-c", command).start().waitFor();
      return new Outcome(
          exit,
          Files.readString(folder.resolve("stdout")),
          Files.readString(folder.resolve("stderr")));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data --data $'f\\xc3\\xbc'",
        "means --data synthetic --out $'f\\xc3\\xbc.npy'",
        "check $'f\\xc3\\xbc'",
        "bench --out $'f\\xc3\\xbc'",
      })
  void inLocaleCAPathThatCannotBeEncodedIsOneLineWithTheCure(String arguments) {
    assertCure(inLocaleC("", arguments));
  }

  @Test
  void soIsOneFromTheEnvironment() {
    assertCure(inLocaleC("FASHION_MNIST_DIR=/$'f\\xc3\\xbc'", "data --data auto"));
  }

  private static void assertCure(Outcome outcome) {
    assertEquals(2, outcome.exit(), outcome.toString());
    assertEquals(1, outcome.errorLines().size(), outcome.err());
    assertTrue(outcome.err().startsWith("anchorbench: "), outcome.err());
    assertTrue(outcome.err().contains("Cure: LC_ALL=C.UTF-8"), outcome.err());
  }

  @Test
  void inLocaleCOutputIsAscii() {
    Outcome outcome = inLocaleC("", "distances --target 3 --data " + images());
    assertFine(outcome);
    assertTrue(outcome.out().contains("Mean +-standard deviation"), outcome.out());
    assertFalse(outcome.out().contains("?"), outcome.out());
    assertTrue(outcome.out().contains("@"), "a histogram's highest bar: " + outcome.out());
    assertTrue(outcome.out().chars().allMatch(sign -> sign < 128), outcome.out());
  }

  @Test
  void aFullStandardOutputIsAFailure() throws IOException, InterruptedException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "no /dev/full here");
    for (String command : List.of("doctor", "--help")) {
      Outcome outcome = inLocaleC("", command + " >/dev/full");
      assertEquals(1, outcome.exit(), command + outcome);
      assertEquals(1, outcome.errorLines().size(), outcome.err());
      assertTrue(outcome.err().startsWith("anchorbench: standard output"), outcome.err());
    }
  }

  @Test
  void aReaderThatHasSeenEnoughIsNone() {
    Outcome outcome = inLocaleC("", "doctor | true; (exit ${PIPESTATUS[0]})");
    assertEquals(new Outcome(0, "", ""), outcome);
  }
}
