package anchorbench.report;

import anchorbench.output.OutputFile;
import anchorbench.result.RunRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A report in all its forms. */
public final class ReportFiles {
  private ReportFiles() {}

  /** Writes {@code report.html}, {@code report.md} and {@code report.csv}. */
  public static List<Path> write(Path folder, List<Report> reports) {
    List<Path> written = new ArrayList<>();
    render(reports).forEach((name, text) -> written.add(write(folder.resolve(name), text)));
    return written;
  }

  /** Contents by file name; the same for the same records, whenever and wherever they are made. */
  public static Map<String, String> render(List<Report> reports) {
    List<RunRecord> runs = reports.stream().map(Report::run).toList();
    Map<String, String> files = new LinkedHashMap<>();
    files.put("report.html", HtmlReport.of(reports));
    files.put("report.md", MarkdownReport.of(runs));
    files.put("report.csv", CsvReport.of(runs));
    return files;
  }

  private static Path write(Path file, String text) {
    OutputFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    return file;
  }
}
