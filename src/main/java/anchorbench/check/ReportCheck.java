package anchorbench.check;

import anchorbench.report.Report;
import anchorbench.report.ReportFiles;
import anchorbench.result.RunReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The reports in a run's folder, made again and compared by what they claim: rows of tables with a
 * number in them, and verdicts. Headings, charts and the words of sentences may be another build's.
 */
final class ReportCheck {
  private ReportCheck() {}

  static void check(Findings findings, Report report, Path folder) {
    ReportFiles.render(List.of(report))
        .forEach(
            (name, again) -> {
              byte[] stored = RunReader.beside(folder, name);
              if (stored != null) {
                String text = new String(stored, StandardCharsets.UTF_8);
                String difference = difference(claims(name, text), claims(name, again));
                findings.expect(difference == null, name + difference);
              }
            });
  }

  private static List<String> claims(String name, String text) {
    return name.endsWith(".csv") ? text.lines().toList() : Claims.of(text);
  }

  /** The first claim that only one of them makes, or null. */
  private static String difference(List<String> stored, List<String> again) {
    List<String> onlyStored = new ArrayList<>(stored);
    List<String> onlyAgain = new ArrayList<>(again);
    again.forEach(onlyStored::remove);
    stored.forEach(onlyAgain::remove);
    if (!onlyAgain.isEmpty()) {
      return (": lacks '%s', which the record has"
              + " (from another build? anchorbench report makes it again)")
          .formatted(onlyAgain.getFirst());
    }
    return onlyStored.isEmpty()
        ? null
        : (": has '%s', which the record does not have"
                + " (from another build? anchorbench report makes it again)")
            .formatted(onlyStored.getFirst());
  }
}
