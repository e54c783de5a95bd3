package anchorbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import anchorbench.engine.registry.Engines;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What holds for every command, and the commands that only tell. */
class MainTest extends CommandTest {
  @Test
  void everyCommandHasItsHelp() {
    for (String name : new CommandLine(new Main()).getSubcommands().keySet()) {
      assertEquals(0, Main.run(name, "--help"), name);
    }
    Outcome help = run("compare", "--help");
    assertFine(help);
    assertTrue(help.out().startsWith("Usage: anchorbench compare"), help.out());
    assertEquals(help.out(), run("help", "compare").out());
  }

  @Test
  void doctorNamesEveryEngineAndPrecision() {
    Outcome outcome = run("doctor");
    assertFine(outcome);
    assertTrue(outcome.out().contains("OpenBLAS"), outcome.out());
    for (String name : Engines.names()) {
      String line = "engine +" + name + " +(ready: |absent: ).+";
      assertEquals(1, outcome.out().lines().filter(l -> l.matches(line)).count(), outcome.out());
    }
    assertTrue(Engines.names().containsAll(List.of("cpu:bf16", "cuda:tf32", "cuda:bf16")));
  }

  @Test
  void doctorRequiresAPrecisionToo() {
    Outcome outcome = run("doctor", "--require", "cuda:tf32");
    boolean ready =
        outcome.out().lines().anyMatch(line -> line.matches("engine +cuda:tf32 +ready.*"));
    assertEquals(ready ? 0 : 2, outcome.exit(), outcome.toString());
    assertTrue(
        ready || outcome.out().lines().anyMatch(l -> l.matches("engine +cuda:tf32 +absent.*")));
  }

  @Test
  void debugShowsTheTrace() {
    Outcome outcome = run("data", "--data", "/nowhere/at/all", "--debug");
    assertEquals(2, outcome.exit());
    assertTrue(outcome.err().contains("\tat anchorbench."), outcome.err());
  }

  @Test
  void realImagesAreRecognised() {
    String real = System.getenv("FASHION_MNIST_DIR");
    assumeTrue(real != null, "FASHION_MNIST_DIR is not set");
    Outcome outcome = run("data", "--data", real);
    assertFine(outcome);
    assertTrue(outcome.out().startsWith("fashion-mnist: 60,000 training"), outcome.out());
    assertTrue(outcome.out().contains("9 Ankle boot"), outcome.out());
  }
}
