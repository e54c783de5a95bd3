package anchorbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.engine.EngineProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An experiment from its first trial to its report, whole, killed and failing. */
class ExperimentCommandTest extends CommandTest {
  private static final List<String> SMALL =
      List.of(
          "experiment",
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
          "0.5",
          "--test-per-class",
          "20");

  private Outcome small(String... more) {
    List<String> arguments = new ArrayList<>(SMALL);
    arguments.addAll(List.of("--data", images()));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  @Test
  void anExperimentLeavesItsTrialsItsRecordAndItsReport() throws IOException {
    Outcome outcome = small("--out", "run");
    assertFine(outcome);
    assertTrue(outcome.out().contains("(raw pixels)"), outcome.out());
    assertTrue(
        outcome.out().contains("No verdict on mean:30 against random from 1 seed"), outcome.out());
    String json = Files.readString(folder.resolve("run/run.json"));
    assertTrue(json.contains("\"synthetic\" : false"), json);
    assertTrue(Files.exists(folder.resolve("run/trials/random-seed1.json")));
    assertTrue(Files.exists(folder.resolve("run/trials/mean-30-seed1.json")));
    assertTrue(Files.exists(folder.resolve("run/report.html")));
    Outcome again = run("experiment", "--data", images(), "--out", "run");
    assertEquals(2, again.exit(), again.toString());
    assertTrue(again.err().contains("holds a finished run"), again.err());

    // As if it had been killed before its last part.
    Files.delete(folder.resolve("run/run.json"));
    Files.delete(folder.resolve("run/trials/mean-30-seed1.json"));
    Outcome resumed = run("experiment", "--data", images(), "--resume", "run");
    assertFine(resumed);
    assertEquals(verdicts(outcome), verdicts(resumed));
    Outcome other = run("experiment", "--data", images(), "--resume", "run", "--seeds", "2");
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

  @Test
  void aPilotTellsHowManySeedsAreNeededAndAMatrixHasItsCells() throws IOException {
    List<String> arguments = new ArrayList<>(SMALL);
    arguments.set(arguments.indexOf("--seeds") + 1, "3");
    arguments.set(arguments.indexOf("--epochs") + 1, "2");
    arguments.addAll(List.of("--data", images(), "--out", "pilot", "--plan", "5,20"));
    arguments.addAll(List.of("--arms", "random,mean:30,random>random@50%"));
    Outcome pilot = run(arguments.toArray(String[]::new));
    assertFine(pilot);
    assertTrue(pilot.out().contains("by a pilot of 3 pairs"), pilot.out());
    Outcome plan = run("experiment", "--plan", "5,20", "--pilot", "pilot");
    assertFine(plan);
    assertTrue(pilot.out().endsWith(plan.out()), plan.out());

    Outcome unseen = small("--out", "unseen", "--unseen", "2,5", "--label-noise", "0.1");
    assertFine(unseen);
    assertTrue(unseen.out().contains("Unseen classes 2, 5"), unseen.out());
    assertFine(run("check", "unseen"));

    Outcome matrix = run("matrix", "pilot", "unseen", "--out", "matrix");
    assertFine(matrix);
    assertTrue(matrix.out().contains("10 % wrong labels, unseen classes [2, 5]"), matrix.out());
    assertTrue(Files.readString(folder.resolve("matrix/matrix.html")).contains("forest-far"));
    assertFine(run("check", "matrix"));
    Path record = folder.resolve("matrix/matrix.json");
    Files.writeString(
        record, Files.readString(record).replaceFirst("\"mean\" : -?0.", "\"mean\" : 0.9"));
    assertEquals(1, run("check", "matrix").exit());
  }

  @Test
  void whatOneExperimentChoseAnotherIsTrainedWith() {
    assertFine(
        small("--out", "tuned", "--margin", "0.5,1", "--tuning-epochs", "1", "--no-bracket"));
    List<String> arguments = new ArrayList<>(SMALL);
    for (String option : List.of("--margin", "--learning-rate")) {
      int at = arguments.indexOf(option);
      arguments.subList(at, at + 2).clear();
    }
    arguments.addAll(List.of("--data", images(), "--seed", "2", "--choices", "tuned"));
    Outcome chosen = run(arguments.toArray(String[]::new));
    assertFine(chosen);
    assertTrue(chosen.out().contains("Chosen in another experiment"), chosen.out());
    arguments.addAll(List.of("--out", "chosen"));
    assertFine(run(arguments.toArray(String[]::new)));
    arguments.subList(arguments.size() - 2, arguments.size()).clear();
    arguments.set(arguments.indexOf("tuned"), "chosen");
    arguments.addAll(List.of("--dump-protocol", "p.json"));
    assertFine(run(arguments.toArray(String[]::new)));
    arguments.subList(arguments.size() - 2, arguments.size()).clear();
    arguments.set(arguments.indexOf("chosen"), "tuned");
    Outcome half = run("experiment", "--data", images(), "--protocol", "p.json", "--margin", "2");
    assertEquals(2, half.exit(), half.toString());
    assertTrue(half.err().contains("chosen elsewhere; leave out --margin"), half.err());
    Outcome twice = small("--choices", "tuned");
    assertEquals(2, twice.exit(), twice.toString());
    assertTrue(twice.err().contains("leave out --margin"), twice.err());
    assertFine(small("--out", "untuned"));
    arguments.set(arguments.indexOf("tuned"), "untuned");
    Outcome nothing = run(arguments.toArray(String[]::new));
    assertEquals(2, nothing.exit(), nothing.toString());
    assertTrue(nothing.err().contains("nothing was chosen there"), nothing.err());
  }

  /** The tables between the head and those with seconds. */
  private static List<String> verdicts(Outcome outcome) {
    String out = outcome.out();
    return out.substring(
            out.indexOf("Measures without anchors"), out.indexOf("at equal seconds of training"))
        .lines()
        .toList();
  }

  /** A small experiment on an engine that fails, and that the next command finds. */
  private Outcome failingExperiment(List<String> javaOptions, String out) throws IOException {
    Path services = Files.createDirectories(folder.resolve("services/META-INF/services"));
    Files.writeString(
        services.resolve(EngineProvider.class.getName()), FailingEngineProvider.class.getName());
    List<String> arguments = new ArrayList<>(SMALL);
    arguments.addAll(
        List.of(
            "--data",
            images(),
            "--out",
            out,
            "--engine",
            FailingEngineProvider.NAME,
            "--threads",
            "1"));
    return run(javaOptions, arguments.toArray(String[]::new));
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
                + " anchorbench experiment --resume lost --data "
                + images()
                + " --engine failing"),
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
            images(),
            "--engine",
            FailingEngineProvider.NAME);
    assertFine(resumed);
    assertEquals(before, Files.readString(kept));
    assertFine(run("check", "lost"));
  }
}
