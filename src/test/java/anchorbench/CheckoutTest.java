package anchorbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import anchorbench.check.RunCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What git makes of this repository where it is told to end lines as Windows does. */
class CheckoutTest {
  @TempDir Path folder;

  private static Answer git(String... arguments) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    return Answer.of(command);
  }

  @Test
  void withAutocrlfTheFilesAreTheSame() throws InterruptedException {
    String clone = folder.resolve("clone").toString();
    Answer cloned =
        git(
            "clone",
            "-q",
            "--shared",
            "-c",
            "core.autocrlf=true",
            "-c",
            "core.eol=crlf",
            ".",
            clone);
    assumeTrue(cloned.exit() == 0, cloned.text());
    List<String> changed =
        git("-C", clone, "ls-files", "--eol")
            .text()
            .lines()
            .filter(line -> line.contains("w/crlf") || line.contains("w/mixed"))
            .toList();
    assertEquals(List.of(), changed);
    Path record = Path.of(clone, "results", "fashion-mnist-blog");
    assertEquals(List.of(), RunCheck.of(record).differences());
  }
}
