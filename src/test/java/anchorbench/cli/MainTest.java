package anchorbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import anchorbench.engine.EngineProvider;
import anchorbench.engine.registry.Engines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command line as a person starts it: in a process of its own. */
class MainTest {
  private static final List<String> VECTOR = List.of("--add-modules=jdk.incubator.vector");

  @TempDir Path folder;

  /** What a process left behind. */
  private record Outcome(int exit, String out, String err) {
    /** Without the JVM's own notice about the vector module. */
    List<String> errorLines() {
      return err.lines().filter(line -> !line.startsWith("WARNING: Using incubator")).toList();
    }
  }

  private Outcome run(List<String> flags, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Djava.awt.headless=true");
    command.add("-cp");
    command.add(folder.resolve("services") + ":" + System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    try {
      Path out = folder.resolve("stdout");
      Path err = folder.resolve("stderr");
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      int exit = process.waitFor();
      return new Outcome(
          exit,
          Files.readString(out, StandardCharsets.UTF_8),
          Files.readString(err, StandardCharsets.UTF_8));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Outcome run(String... arguments) {
    return run(VECTOR, arguments);
  }

  private static void assertFine(Outcome outcome) {
    assertEquals(0, outcome.exit(), outcome.toString());
  }

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
  void meansTripletsAndTraceHaveTheContractsShapes() throws IOException {
    assertFine(run("means", "--data", "synthetic", "--out", "m.npy", "--png", "m.png"));
    assertTrue(header("m.npy").contains("'<f4', 'fortran_order': False, 'shape': (10, 28, 28)"));
    assertTrue(Files.size(folder.resolve("m.png")) > 1000);
    assertFine(
        run(
            "triplets",
            "--data",
            "synthetic",
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
        run("train", "--data", "synthetic", "--anchors", "mean", "--steps", "3", "--trace", "tr");
    assertFine(train);
    assertTrue(train.out().startsWith("SYNTHETIC"), train.out());
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

  private String header(String file) throws IOException {
    try (var in = Files.newInputStream(folder.resolve(file))) {
      return new String(in.readNBytes(128), StandardCharsets.ISO_8859_1);
    }
  }

  private static final List<String> SMALL =
      List.of(
          "experiment",
          "--data",
          "synthetic",
          "--seeds",
          "1",
          "--epochs",
          "1",
          "--per-class",
          "200",
          "--network",
          "784-16",
          "--margin",
          "1",
          "--learning-rate",
          "0.001",
          "--validation-share",
          "0.9",
          "--test-per-class",
          "20");

  private Outcome small(String... more) {
    List<String> arguments = new ArrayList<>(SMALL);
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  @Test
  void anExperimentLeavesItsTrialsItsRecordAndItsReport() throws IOException {
    Outcome outcome = small("--out", "run");
    assertFine(outcome);
    assertTrue(outcome.out().contains("(raw pixels)"), outcome.out());
    assertTrue(outcome.out().contains("No verdict on mean:30 from 1 seed"), outcome.out());
    String json = Files.readString(folder.resolve("run/run.json"));
    assertTrue(json.contains("\"synthetic\" : true"), json);
    assertTrue(Files.exists(folder.resolve("run/trials/random-seed1.json")));
    assertTrue(Files.exists(folder.resolve("run/trials/mean-30-seed1.json")));
    assertTrue(Files.exists(folder.resolve("run/report.html")));
    Outcome again = run("experiment", "--data", "synthetic", "--out", "run");
    assertEquals(2, again.exit(), again.toString());
    assertTrue(again.err().contains("holds a finished run"), again.err());

    // As if it had been killed before its last part.
    Files.delete(folder.resolve("run/run.json"));
    Files.delete(folder.resolve("run/trials/mean-30-seed1.json"));
    Outcome resumed = run("experiment", "--data", "synthetic", "--resume", "run");
    assertFine(resumed);
    assertEquals(verdicts(outcome), verdicts(resumed));
    Outcome other = run("experiment", "--data", "synthetic", "--resume", "run", "--seeds", "2");
    assertEquals(2, other.exit(), other.toString());
    assertTrue(other.err().contains("leave out --seeds"), other.err());

    assertFine(run("check", "run"));
    assertFine(run("compare", "run", "run"));
    Path record = folder.resolve("run/run.json");
    Files.writeString(record, Files.readString(record).replace("\"arm\" : 0.", "\"arm\" : 0.1"));
    Outcome changed = run("check", "run");
    assertEquals(1, changed.exit(), changed.toString());
    assertTrue(changed.out().contains("DIFFERS"), changed.out());
  }

  /** The tables between the head and the seconds that a trial took. */
  private static List<String> verdicts(Outcome outcome) {
    String out = outcome.out();
    return out.substring(out.indexOf("Measures without anchors"), out.indexOf("What a trial cost"))
        .lines()
        .toList();
  }

  @Test
  void aModelIsTrainedSavedEmbeddedAndMeasured() throws IOException {
    assertFine(
        run(
            "train",
            "--data",
            "synthetic",
            "--steps",
            "3",
            "--out",
            "m/weights.npz",
            "--onnx",
            "m/model.onnx"));
    assertTrue(Files.size(folder.resolve("m/model.onnx")) > 100_000);
    assertFine(run("embed", "--data", "synthetic", "--model", "m", "--out", "m/e.npy"));
    assertTrue(header("m/e.npy").contains("'shape': (10000, 64)"), header("m/e.npy"));
    assertTrue(header("m/labels.npy").contains("'shape': (10000,)"), header("m/labels.npy"));
    Outcome distances = run("distances", "--data", "synthetic", "--model", "m", "--target", "3");
    assertFine(distances);
    assertTrue(distances.out().contains("one draw of class 3"), distances.out());
  }

  @Test
  void withoutTheVectorModuleItWorksAndSaysWhyItIsSlower() {
    Outcome outcome = run(List.of(), "train", "--data", "synthetic", "--steps", "2");
    assertFine(outcome);
    assertTrue(outcome.out().contains("slower"), outcome.out());
    assertTrue(outcome.out().contains("--add-modules"), outcome.out());
  }

  @Test
  void onNarrowVectorsItWorksAndSaysWhyItIsSlower() {
    List<String> narrow = List.of("--add-modules=jdk.incubator.vector", "-XX:MaxVectorSize=16");
    Outcome outcome = run(narrow, "train", "--data", "synthetic", "--steps", "2");
    assertFine(outcome);
    assertTrue(outcome.out().contains("128 bits wide"), outcome.out());
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
    Outcome outcome = inLocaleC("", "distances --data synthetic --target 3");
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

  /** The other addresses that are none are in DownloadTest. */
  @Test
  void anOriginThatIsNoWebServerIsOneLineAndExitTwo() {
    List<String> flags = List.of("-Danchorbench.origin=file:///images");
    Outcome outcome = run(flags, "data", "--data", "synthetic");
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
        List.of("engine 'abacus' unknown", "train", "--data", "synthetic", "--engine", "abacus"),
        List.of("no such folder", "data", "--data", "/nowhere/at/all"),
        List.of("has only", "means", "--data", "synthetic", "--n", "600000"),
        List.of("margin -1", "train", "--margin", "-1"),
        List.of("batch 0", "train", "--batch", "0"),
        List.of("expected widths", "train", "--network", "784-x"),
        List.of("unknown", "train", "--anchors", "median"),
        List.of("give one of the two", "train", "--steps", "1", "--epochs", "1"),
        List.of("is named twice", "experiment", "--arms", "random,random"),
        List.of("median", "experiment", "--arms", "random,median"),
        List.of("margin -1", "experiment", "--margin", "-1"),
        List.of("'loud' unknown", "experiment", "--preset", "loud"),
        List.of("expected e.g. n=1", "experiment", "--sweep", "n=a"),
        List.of("no such file", "experiment", "--protocol", "/nowhere.json"),
        List.of("has only", "experiment", "--data", "synthetic", "--arms", "random,mean:9000"),
        List.of("larger than an epoch", "experiment", "--data", "synthetic", "--batch", "99999"),
        List.of("no model there", "embed", "--data", "synthetic", "--model", "/nowhere"),
        List.of("no run.json", "report", "/tmp"),
        List.of("no run.json", "check", "/tmp"),
        List.of("two folders or more", "compare", "/tmp"),
        List.of("expected e.g. 200", "compare", "--false-alarms", "0"),
        List.of("seeds 0", "experiment", "--seeds", "0"),
        List.of("its parameters", "experiment", "--network", "784-1048576-1048576"),
        List.of("its parameters", "train", "--network", "784-100000-100000"),
        List.of("--steps 1000000000", "train", "--data", "synthetic", "--steps", "1000000000"),
        List.of("at most", "triplets", "--data", "synthetic", "--per-class", "2000000000"),
        List.of("at most", "experiment", "--data", "synthetic", "--per-class", "2000000000"),
        List.of("at most", "experiment", "--data", "synthetic", "--test-per-class", "200000000"),
        List.of("seed 9223372036854775807", "experiment", "--seed", "9223372036854775807"),
        List.of("epochs 2000000000", "experiment", "--epochs", "2000000000"),
        List.of("engine cpu has no cards", "experiment", "--devices", "all"),
        List.of("engine cpu has no cards", "train", "--data", "synthetic", "--device", "1"),
        List.of("card 0 is named twice", "experiment", "--engine", "cuda", "--devices", "0,0"),
        List.of("expected all, or ordinals", "experiment", "--engine", "cuda", "--devices", "x"),
        List.of("/proc/nowhere", "means", "--data", "synthetic", "--out", "/proc/nowhere/m.npy"));
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

  /** A small experiment on an engine that fails, and that the next command finds. */
  private Outcome failingExperiment(List<String> javaOptions, String out) throws IOException {
    Path services = Files.createDirectories(folder.resolve("services/META-INF/services"));
    Files.writeString(
        services.resolve(EngineProvider.class.getName()), FailingEngineProvider.class.getName());
    List<String> arguments = new ArrayList<>(SMALL);
    arguments.addAll(
        List.of("--out", out, "--engine", FailingEngineProvider.NAME, "--threads", "1"));
    return run(javaOptions, arguments.toArray(String[]::new));
  }

  @Test
  void aHeapThatIsTooSmallIsOneLineWithTheOption() {
    Outcome outcome =
        run(List.of(VECTOR.getFirst(), "-Xmx384m"), "experiment", "--data", "synthetic");
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

  /** The record is written all the same. */
  @Test
  void aTrialThatFailsIsExitOne() throws IOException {
    Outcome outcome =
        failingExperiment(
            List.of(VECTOR.getFirst(), "-D" + FailingEngineProvider.OF_ITSELF + "=true"), "hot");
    assertEquals(1, outcome.exit(), outcome.toString());
    assertEquals(
        "anchorbench: 1 of 2 trials failed, the first mean:30 seed 1: IllegalStateException: it was"
            + " the heat",
        outcome.errorLines().getLast());
    assertTrue(Files.exists(folder.resolve("hot/run.json")), "there is a record");
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

  /** A card that is lost in the middle of a run costs what was under way, and nothing else. */
  @Test
  void anExperimentWhoseDeviceFailsSaysHowToGoOn() throws IOException {
    Outcome lost = failingExperiment(VECTOR, "lost");
    assertEquals(1, lost.exit(), lost.toString());
    List<String> lines =
        lost.errorLines().stream().filter(line -> line.startsWith("anchorbench: ")).toList();
    assertEquals(
        List.of(
            "anchorbench: a device that fails failed in 'mean:30 seed 1': cuStreamSynchronize:"
                + " CUDA_ERROR_ILLEGAL_ADDRESS (700). Finished trials are kept; continue with:"
                + " anchorbench experiment --resume lost --data synthetic --engine failing"),
        lines);
    assertFalse(lost.err().contains("--debug"), lost.err());
    Path kept = folder.resolve("lost/trials/random-seed1.json");
    String before = Files.readString(kept);
    Outcome resumed =
        run(
            List.of(VECTOR.getFirst(), "-D" + FailingEngineProvider.WELL_BEFORE + "=99"),
            "experiment",
            "--resume",
            "lost",
            "--data",
            "synthetic",
            "--engine",
            FailingEngineProvider.NAME);
    assertFine(resumed);
    assertEquals(before, Files.readString(kept));
    assertFine(run("check", "lost"));
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
