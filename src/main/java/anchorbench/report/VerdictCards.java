package anchorbench.report;

import anchorbench.experiment.Comparison;
import anchorbench.statistics.PairedDifference;
import java.util.List;
import java.util.Locale;

/** What was found, first of all: the difference, its interval as a picture, the sentence. */
final class VerdictCards {
  private static final int WIDTH = 240;
  private static final int HEIGHT = 26;

  private VerdictCards() {}

  static String html(List<Comparison> comparisons) {
    StringBuilder html = new StringBuilder("<div class=\"cards\">\n");
    comparisons.forEach(comparison -> html.append(card(comparison)));
    return html.append("</div>\n").toString();
  }

  private static String card(Comparison comparison) {
    StringBuilder html = new StringBuilder();
    html.append("<section class=\"verdict ").append(tone(comparison.finding())).append("\">\n");
    if (!comparison.rows().isEmpty()) {
      PairedDifference difference = comparison.rows().getFirst().difference();
      html.append(
          "<p class=\"figure\"><b>%s</b> points of %s, %s against %s anchors</p>%n"
              .formatted(
                  String.format(Locale.ROOT, "%+.2f", 100 * difference.mean()).replace('-', '−'),
                  Html.escape(comparison.rows().getFirst().measure()),
                  Html.escape(comparison.arm()),
                  Html.escape(comparison.baseline())));
      html.append(interval(difference));
    }
    comparison
        .answers()
        .forEach(
            answer ->
                html.append(
                    "<p class=\"sentence\"><b>%s</b> %s</p>%n"
                        .formatted(
                            Html.escape(answer.question()), Html.escape(answer.sentence()))));
    return html.append("</section>\n").toString();
  }

  private static String tone(Comparison.Finding finding) {
    return switch (finding) {
      case BETTER -> "better";
      case WORSE -> "worse";
      case NO_DIFFERENCE_SHOWN, EQUIVALENT, REFUSED -> "open";
    };
  }

  /** The interval on a line with 0 in the middle; drawn here, so that it needs no script. */
  private static String interval(PairedDifference difference) {
    if (!Double.isFinite(difference.low()) || !Double.isFinite(difference.high())) {
      return "";
    }
    double reach = 1.25 * Math.max(Math.abs(difference.low()), Math.abs(difference.high()));
    if (reach == 0) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        """
        <svg class="interval" viewBox="0 0 %1$d %2$d" role="img" aria-label="95 %% interval %3$+.2f to %4$+.2f points">
        <line class="axis" x1="0" y1="13" x2="%1$d" y2="13"/><line class="axis" x1="%5$d" y1="2" x2="%5$d" y2="24"/>
        <line class="range" x1="%6$.1f" y1="13" x2="%7$.1f" y2="13"/><circle class="mean" cx="%8$.1f" cy="13" r="5"/>
        <text x="%9$d" y="24">0</text></svg>
        """,
        WIDTH,
        HEIGHT,
        100 * difference.low(),
        100 * difference.high(),
        WIDTH / 2,
        at(difference.low(), reach),
        at(difference.high(), reach),
        at(difference.mean(), reach),
        WIDTH / 2 + 4);
  }

  private static double at(double value, double reach) {
    return WIDTH / 2.0 * (1 + value / reach);
  }
}
