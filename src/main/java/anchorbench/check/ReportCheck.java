package anchorbench.check;

import anchorbench.report.Report;
import anchorbench.report.ReportFiles;
import anchorbench.result.RunReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The reports in a run's folder, made again and compared line by line. */
final class ReportCheck {
  /** Of a line, around the first character that differs. */
  private static final int SHOWN = 40;

  private ReportCheck() {}

  static void check(Findings findings, Report report, Path folder) {
    ReportFiles.render(List.of(report))
        .forEach(
            (name, again) -> {
              byte[] stored = RunReader.beside(folder, name);
              if (stored != null) {
                String difference = difference(new String(stored, StandardCharsets.UTF_8), again);
                findings.expect(difference == null, name + difference);
              }
            });
  }

  /** The first difference, or null. */
  private static String difference(String stored, String again) {
    List<String> here = stored.lines().toList();
    List<String> there = again.lines().toList();
    for (int i = 0; i < Math.max(here.size(), there.size()); i++) {
      String left = i < here.size() ? here.get(i) : "(end)";
      String right = i < there.size() ? there.get(i) : "(end)";
      if (!left.equals(right)) {
        int at = 0;
        while (at < Math.min(left.length(), right.length())
            && left.charAt(at) == right.charAt(at)) {
          at++;
        }
        return String.format(
            Locale.ROOT,
            " line %d: stored '%s', from the record '%s' (of another build? report makes it again)",
            i + 1,
            around(left, at),
            around(right, at));
      }
    }
    return null;
  }

  private static String around(String line, int at) {
    int from = Math.max(0, at - SHOWN / 2);
    return (from > 0 ? "..." : "") + line.substring(from, Math.min(line.length(), at + SHOWN));
  }
}
