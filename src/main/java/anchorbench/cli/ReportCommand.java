package anchorbench.cli;

import anchorbench.report.Report;
import anchorbench.report.ReportFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Results to look at. */
@Command(
    name = "report",
    description = "Writes report.html, report.md and report.csv of one or more results folders.")
final class ReportCommand implements Runnable {
  @Parameters(arity = "1..*", paramLabel = "FOLDER", description = "finished runs")
  private List<Path> folders;

  @Option(
      names = "--out",
      description = "folder to write to (default: the run's own; of several, the current one)")
  private Path out;

  @Override
  public void run() {
    List<Report> reports = folders.stream().map(Report::read).toList();
    ReportFiles.write(target(), reports).forEach(System.out::println);
  }

  /** A report of several runs is none of theirs: it must not take the place of one's own. */
  private Path target() {
    if (out != null || folders.size() > 1) {
      return out != null ? out : Path.of("");
    }
    Path only = folders.getFirst();
    return Files.isDirectory(only) ? only : only.toAbsolutePath().getParent();
  }
}
