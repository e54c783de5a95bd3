package anchorbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.experiment.protocol.Protocol;
import anchorbench.experiment.protocol.Protocols;
import anchorbench.result.RunReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code scripts/findings} against the records that it says it makes. */
class FindingsScriptTest extends CommandTest {
  private static final Path RESULTS = Path.of("results");

  /**
   * A line of the list.
   *
   * @param state done, begun or open
   */
  private record Cell(String state, String name, List<String> options) {
    Path folder() {
      return RESULTS.resolve("findings-" + name);
    }
  }

  private static Outcome script(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("scripts/findings"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), out, err);
  }

  private static List<Cell> cells() throws IOException, InterruptedException {
    Outcome list = script("--list", RESULTS.toString());
    assertFine(list);
    return list.out()
        .lines()
        .map(line -> line.split(" +"))
        .map(words -> new Cell(words[0], words[1], Arrays.asList(words).subList(2, words.length)))
        .toList();
  }

  @Test
  void everyRecordIsACellWithTheProtocolOfItsCommand() throws IOException, InterruptedException {
    List<Path> recorded = new ArrayList<>();
    for (Cell cell : cells()) {
      if (cell.state().equals("done")) {
        recorded.add(cell.folder());
        List<String> arguments = new ArrayList<>(List.of("experiment", "--preset", "clean"));
        for (String option : cell.options()) {
          boolean record = option.startsWith(RESULTS + "/");
          arguments.add(record ? Path.of(option).toAbsolutePath().toString() : option);
        }
        arguments.addAll(List.of("--dump-protocol", "protocol.json"));
        assertFine(run(arguments.toArray(String[]::new)));
        Protocol asked = Protocols.read(folder.resolve("protocol.json"), line -> {});
        assertEquals(asked, RunReader.read(cell.folder()).experiment().protocol(), cell.toString());
      }
    }
    assertFalse(recorded.isEmpty());
    try (Stream<Path> folders = Files.list(RESULTS)) {
      assertEquals(
          recorded.stream().sorted().toList(),
          folders
              .filter(each -> each.getFileName().toString().startsWith("findings-"))
              .filter(each -> Files.exists(each.resolve("run.json")))
              .sorted()
              .toList());
    }
  }

  @Test
  void aCellThatIsNoneIsRefusedBeforeAnythingIsTrained() throws IOException, InterruptedException {
    Outcome outcome = script(folder.resolve("out").toString(), "mnist-mlp", "fashion");
    assertEquals(2, outcome.exit(), outcome.toString());
    assertTrue(outcome.err().contains("fashion: no such cell"), outcome.err());
    assertFalse(Files.exists(folder.resolve("out")));
  }
}
