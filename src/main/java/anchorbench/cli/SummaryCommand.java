package anchorbench.cli;

import anchorbench.report.CardText;
import anchorbench.result.RunReader;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What a card did, in one screen. */
@Command(
    name = "summary",
    description = {
      "Shows a card's rows beside what was predicted for them, and each aim with what was reached."
    })
final class SummaryCommand implements Runnable {
  @Parameters(paramLabel = "FOLDER", description = "a finished run")
  private Path folder;

  @Override
  public void run() {
    System.out.print(CardText.of(RunReader.read(folder)));
  }
}
