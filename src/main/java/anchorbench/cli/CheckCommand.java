package anchorbench.cli;

import anchorbench.check.RunCheck;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Are a record's tables those of its raw numbers? */
@Command(
    name = "check",
    description = {
      "Recomputes every table of a record from its raw numbers, makes its reports again, and",
      "compares its raw files with their checksums.",
      "Prints one line per difference; with any, the exit code is 1."
    })
final class CheckCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FOLDER", description = "a finished run")
  private Path folder;

  @Override
  public Integer call() {
    RunCheck check = RunCheck.of(folder);
    List<String> differences = check.differences();
    differences.forEach(each -> System.out.println("DIFFERS " + each));
    System.out.printf(
        Locale.ROOT,
        "%s: %d number(s) and file(s) checked, %d differ%n",
        folder,
        check.checked(),
        differences.size());
    return differences.isEmpty() ? 0 : Main.FAILED;
  }
}
