package anchorbench.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.IncomparableException;
import anchorbench.InputException;
import anchorbench.check.RunCheck;
import anchorbench.compare.Axis;
import anchorbench.compare.RunComparison;
import anchorbench.output.Json;
import anchorbench.random.RandomStream;
import anchorbench.random.RngStream;
import anchorbench.report.ComparisonText;
import anchorbench.report.Report;
import anchorbench.report.ReportFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A record with one value put in by hand: every command that reads records refuses it in one line
 * or goes on with it.
 */
class HostileRecordTest {
  private static final long SEED = 4242;
  private static final int ROUNDS = 200;

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "-1",
          "0",
          "99999999999999999999",
          "1e308",
          "1e-320",
          "\"NaN\"",
          "\"Infinity\"",
          "\"\"",
          "\"<script>alert(1)</script>\"",
          "\"../../etc/passwd\"",
          "\"a\\nb\"",
          "\"\\u0000\"",
          "\"mean:0\"",
          "[]",
          "{}",
          "[null]",
          "[[]]",
          "[[-1.0]]",
          "{\"batch\": \"x\", \"anchors\": \"y\", \"network\": \"z\", \"perClass\": \"-\"}");

  private static final JsonMapper MAPPER = new JsonMapper();

  @TempDir Path folder;

  @Test
  void everyReaderRefusesInOneLineOrGoesOn() throws IOException {
    RunRecord sound = TestRuns.run(TestRuns.experiment(), TestRuns.benchmark());
    everyReaderRefusesOrGoesOn(sound, Json.text(sound));
  }

  /** Of version 2, with an experiment and with rows. */
  @ParameterizedTest
  @ValueSource(strings = {"fashion-mnist-blog", "xeon-emeraldrapids-2core"})
  void anOldRecordIsNoWorse(String name) throws IOException {
    Path old = Path.of("results", name, RunRecord.FILE);
    String text = Files.readString(old);
    assertTrue(text.contains("\"version\" : 2,"), "no old record any more");
    everyReaderRefusesOrGoesOn(RunReader.read(old), text);
  }

  private void everyReaderRefusesOrGoesOn(RunRecord sound, String text) throws IOException {
    RandomStream random = new RandomStream(SEED, RngStream.BENCHMARK, 1);
    List<String> crashes = new ArrayList<>();
    int read = 0;
    for (int round = 0; round < ROUNDS; round++) {
      JsonNode tree = MAPPER.readTree(text);
      String change = change(tree, random);
      Files.writeString(folder.resolve(RunRecord.FILE), MAPPER.writeValueAsString(tree));
      String where = String.format(Locale.ROOT, "seed %d round %d: %s", SEED, round, change);
      try {
        readers(sound);
        read++;
      } catch (InputException | IncomparableException e) {
        assertEquals(1, e.getMessage().lines().count(), where + ": " + e.getMessage());
      } catch (RuntimeException e) {
        crashes.add(where + ": " + e + " at " + place(e));
      }
    }
    assertEquals(List.of(), crashes);
    assertTrue(read > ROUNDS / 10, "of " + ROUNDS + " only " + read + " were read at all");
  }

  private void readers(RunRecord sound) {
    RunRecord run = RunReader.read(folder);
    RunCheck.of(folder);
    Map<String, String> reports = ReportFiles.render(List.of(Report.of(run, folder)));
    assertTrue(!reports.get("report.html").contains("<script>alert"), "a value became a script");
    ComparisonText.of(RunComparison.of(List.of(sound), run, Axis.MACHINE, 0.03));
    Axis engines = Axis.parse(List.of("engine:cpu,nd4j"));
    ComparisonText.of(RunComparison.within(run, engines.field(), 0.03));
  }

  private static StackTraceElement place(RuntimeException e) {
    return Stream.of(e.getStackTrace())
        .filter(frame -> frame.getClassName().startsWith("anchorbench."))
        .findFirst()
        .orElseThrow();
  }

  /** Goes down to some value and puts another in its place. */
  private static String change(JsonNode tree, RandomStream random) {
    List<String> path = new ArrayList<>();
    JsonNode node = tree;
    while (true) {
      List<String> names = new ArrayList<>();
      if (node instanceof ObjectNode object) {
        names.addAll(object.propertyNames());
      } else {
        for (int i = 0; i < node.size(); i++) {
          names.add(String.valueOf(i));
        }
      }
      if (path.isEmpty() && random.below(5) > 0) {
        // Most of what can be wrong is in there.
        names = List.of("experiment", "benchmarks");
      }
      String name = names.get(random.below(names.size()));
      JsonNode next =
          node instanceof ArrayNode array ? array.get(Integer.parseInt(name)) : node.get(name);
      path.add(name);
      // Mostly to the leaves; now and then a whole branch is replaced.
      if (next.size() == 0 || random.below(12) == 0) {
        String value = VALUES.get(random.below(VALUES.size()));
        JsonNode other = MAPPER.readTree(value);
        if (node instanceof ArrayNode array) {
          array.set(Integer.parseInt(name), other);
        } else {
          ((ObjectNode) node).set(name, other);
        }
        return String.join("/", path) + " = " + value;
      }
      node = next;
    }
  }
}
