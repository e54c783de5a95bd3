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

  @Option(names = "--out", description = "folder to write to (default: the first of them)")
  private Path out;

  @Override
  public void run() {
    List<Report> reports = folders.stream().map(Report::read).toList();
    Path first = folders.getFirst();
    Path target =
        out != null ? out : Files.isDirectory(first) ? first : first.toAbsolutePath().getParent();
    ReportFiles.write(target, reports).forEach(System.out::println);
  }
}
