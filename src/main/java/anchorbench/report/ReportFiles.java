package anchorbench.report;

import anchorbench.output.OutputFile;
import anchorbench.result.RunRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A report in all its forms. */
public final class ReportFiles {
  private ReportFiles() {}

  /** Writes {@code report.html}, {@code report.md} and {@code report.csv}. */
  public static List<Path> write(Path folder, List<Report> reports) {
    List<RunRecord> runs = reports.stream().map(Report::run).toList();
    return List.of(
        write(folder.resolve("report.html"), HtmlReport.of(reports)),
        write(folder.resolve("report.md"), MarkdownReport.of(runs)),
        write(folder.resolve("report.csv"), CsvReport.of(runs)));
  }

  private static Path write(Path file, String text) {
    OutputFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    return file;
  }
}
