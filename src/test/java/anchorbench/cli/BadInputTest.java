package anchorbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Wrong input is one line that names the cure, and exit code 2. */
class BadInputTest extends CommandTest {
  /** The other addresses that are none are in DownloadTest. */
  @Test
  void anOriginThatIsNoWebServerIsOneLineAndExitTwo() {
    List<String> flags = List.of("-Danchorbench.origin=file:///images");
    Outcome outcome = run(flags, "data", "--data", images());
    assertEquals(2, outcome.exit(), outcome.toString());
    String expected =
        "anchorbench: -Danchorbench.origin='file:///images': expected a folder of a web server,"
            + " http://HOST/FOLDER/ or https://HOST/FOLDER/";
    assertEquals(List.of(expected), outcome.errorLines());
  }

  static Stream<List<String>> wrongCommands() {
    return Stream.of(
        List.of("a command is missing"),
        List.of("nonsense", "nonsense"),
        List.of("--foo", "means", "--foo"),
        List.of("engine 'abacus' unknown", "train", "--data", images(), "--engine", "abacus"),
        List.of("no such folder", "data", "--data", "/nowhere/at/all"),
        List.of("has only", "means", "--data", images(), "--n", "600000"),
        List.of("margin -1", "train", "--margin", "-1"),
        List.of("batch 0", "train", "--batch", "0"),
        List.of("expected widths", "train", "--network", "784-x"),
        List.of(
            "conv29x4p0 makes 0x0x4 of 28x28x1: the window is larger than the image",
            "train",
            "--data",
            images(),
            "--network",
            "conv29x4p0 8"),
        List.of("unknown", "train", "--anchors", "median"),
        List.of("give one of the two", "train", "--steps", "1", "--epochs", "1"),
        List.of("is named twice", "experiment", "--arms", "random,random"),
        List.of("median", "experiment", "--arms", "random,median"),
        List.of("FIRST>THEN@", "experiment", "--arms", "random,mean:30>random"),
        List.of(
            "patience is 0",
            "experiment",
            "--preset",
            "short",
            "--arms",
            "random,medoid>random@patience"),
        List.of("label noise 1.5", "experiment", "--label-noise", "1.5"),
        List.of("at least two", "experiment", "--unseen", "3"),
        List.of("--unseen 12", "experiment", "--data", images(), "--unseen", "3,12"),
        List.of(
            "--images-per-class 9999",
            "experiment",
            "--data",
            images(),
            "--images-per-class",
            "9999"),
        List.of("schedule 'wavy' unknown", "experiment", "--schedule", "wavy"),
        List.of("halvings 9", "experiment", "--halvings", "9"),
        List.of("points above 0", "experiment", "--plan", "0"),
        List.of("--pilot is for --plan", "experiment", "--pilot", "/nowhere"),
        List.of("/nowhere", "experiment", "--plan", "1", "--pilot", "/nowhere"),
        List.of("at least 3 seeds", "experiment", "--plan", "1", "--seeds", "2"),
        List.of("leave out --seeds", "experiment", "--plan", "1", "--pilot", "x", "--seeds", "2"),
        List.of("batch of 64", "experiment", "--arms", "random,batch-hard:40", "--batch", "64"),
        List.of(
            "no plateau",
            "experiment",
            "--validation",
            "none",
            "--patience",
            "0",
            "--keep",
            "last",
            "--margin",
            "1",
            "--learning-rate",
            "0.001"),
        List.of("no experiment was begun", "matrix", "/nowhere"),
        List.of("margin -1", "experiment", "--margin", "-1"),
        List.of("'loud' unknown", "experiment", "--preset", "loud"),
        List.of("expected e.g. n=1", "experiment", "--sweep", "n=a"),
        List.of("no such file", "experiment", "--protocol", "/nowhere.json"),
        List.of("has only", "experiment", "--data", images(), "--arms", "random,mean:9000"),
        List.of("larger than an epoch", "experiment", "--data", images(), "--batch", "99999"),
        List.of("no model there", "embed", "--data", images(), "--model", "/nowhere"),
        List.of("no run.json", "report", "/tmp"),
        List.of("no run.json", "check", "/tmp"),
        List.of("two folders or more", "compare", "/tmp"),
        List.of("expected e.g. 200", "compare", "--false-alarms", "0"),
        List.of("seeds 0", "experiment", "--seeds", "0"),
        List.of("its parameters", "experiment", "--network", "784-1048576-1048576"),
        List.of("its parameters", "train", "--network", "784-100000-100000"),
        List.of("--steps 1000000000", "train", "--data", images(), "--steps", "1000000000"),
        List.of("at most", "triplets", "--data", images(), "--per-class", "2000000000"),
        List.of("at most", "experiment", "--data", images(), "--per-class", "2000000000"),
        List.of("at most", "experiment", "--data", images(), "--test-per-class", "200000000"),
        List.of("seed 9223372036854775807", "experiment", "--seed", "9223372036854775807"),
        List.of("epochs 2000000000", "experiment", "--epochs", "2000000000"),
        List.of("engine cpu has no cards", "experiment", "--devices", "all"),
        List.of("engine cpu has no cards", "train", "--data", images(), "--device", "1"),
        List.of("card 0 is named twice", "experiment", "--engine", "cuda", "--devices", "0,0"),
        List.of("expected all, or ordinals", "experiment", "--engine", "cuda", "--devices", "x"),
        List.of("/proc/nowhere", "means", "--data", images(), "--out", "/proc/nowhere/m.npy"));
  }

  @ParameterizedTest
  @MethodSource("wrongCommands")
  void badInputIsOneLineAndExitTwo(List<String> expectedThenArguments) {
    List<String> arguments = expectedThenArguments.subList(1, expectedThenArguments.size());
    Outcome outcome = run(arguments.toArray(String[]::new));
    assertEquals(2, outcome.exit(), outcome.toString());
    assertEquals(1, outcome.errorLines().size(), outcome.err());
    String line = outcome.errorLines().getFirst();
    assertTrue(line.startsWith("anchorbench: "), line);
    assertTrue(line.contains(expectedThenArguments.getFirst()), line);
    assertFalse(outcome.err().contains("\tat "), outcome.err());
  }

  @Test
  void aHeapThatIsTooSmallIsOneLineWithTheOption() {
    Outcome outcome =
        run(List.of(VECTOR.getFirst(), "-Xmx192m"), "experiment", "--data", "synthetic");
    assertEquals(2, outcome.exit(), outcome.toString());
    assertEquals(1, outcome.errorLines().size(), outcome.err());
    assertTrue(outcome.err().contains("-Xmx1g"), outcome.err());
  }

  @Test
  void theTripletsOfTheDefaultEpochsAreNamed() {
    Outcome outcome =
        run(
            List.of(VECTOR.getFirst(), "-Xmx1g"),
            "train",
            "--data",
            "synthetic",
            "--per-class",
            "1000000",
            "--trace",
            "tr");
    assertEquals(2, outcome.exit(), outcome.toString());
    assertEquals(1, outcome.errorLines().size(), outcome.err());
    assertTrue(outcome.err().contains("--epochs 10: needs "), outcome.err());
  }
}
