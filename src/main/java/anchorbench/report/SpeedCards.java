package anchorbench.report;

import anchorbench.result.BenchmarkRow;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The benchmark in short: for each kernel the work that most engines did, and who was fastest. */
final class SpeedCards {
  private SpeedCards() {}

  static String html(EnginesOfRun engines, List<BenchmarkRow> rows) {
    Map<String, CaseTimes> chosen = new LinkedHashMap<>();
    Comparator<CaseTimes> moreTelling =
        Comparator.comparingInt((CaseTimes work) -> work.rows().size())
            .thenComparingDouble(work -> work.fastest().meanMicros());
    for (CaseTimes work : CaseTimes.of(engines, rows)) {
      chosen.merge(work.kernel(), work, (a, b) -> moreTelling.compare(b, a) > 0 ? b : a);
    }
    StringBuilder html = new StringBuilder("<div class=\"cards\">\n");
    chosen.values().forEach(work -> html.append(card(work)));
    return html.append("</div>\n").toString();
  }

  private static String card(CaseTimes work) {
    BenchmarkRow fastest = work.fastest();
    StringBuilder html = new StringBuilder("<section class=\"speed\">\n");
    html.append(
        "<p class=\"what\">%s</p>%n<p class=\"figure\"><b>%s</b> us, %s</p>%n<p class=\"sentence\">%s"
            .formatted(
                Html.escape(RowName.title(work.kernel())),
                Micros.text(fastest.meanMicros()),
                Html.escape(fastest.engine()),
                Html.escape(work.name())));
    if (!Double.isNaN(fastest.peakMicros())) {
      html.append(
          String.format(Locale.ROOT, "; %.2fx its peak on this machine", fastest.timesPeak()));
    }
    for (BenchmarkRow row : work.rows().subList(1, work.rows().size())) {
      html.append(
          "; %s takes %s as long"
              .formatted(Html.escape(row.engine()), Micros.times(work.timesFastest(row))));
    }
    return html.append(".</p>\n</section>\n").toString();
  }
}
