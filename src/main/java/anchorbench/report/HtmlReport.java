package anchorbench.report;

import anchorbench.output.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs as one HTML file that needs nothing else: charts by ECharts, inlined; verdicts and tables
 * are readable without scripts.
 */
public final class HtmlReport {
  private static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";

  private static final Pattern PLACE = Pattern.compile("@([A-Z]+)@");

  private HtmlReport() {}

  public static String of(List<Report> reports) {
    StringBuilder body = new StringBuilder();
    if (reports.size() > 1) {
      body.append(overview(reports));
    }
    List<Chart> charts = new ArrayList<>();
    for (int i = 0; i < reports.size(); i++) {
      RunArticle article = new RunArticle(reports.get(i), "run" + i);
      body.append(article.html());
      charts.addAll(article.charts());
    }
    return page(body.toString(), charts);
  }

  /** A page of its own, with the charts that its figures are for. */
  static String page(String body, List<Chart> charts) {
    return filled(
        resource("/anchorbench/report/page.html"),
        Map.of(
            "STYLE",
            resource("/anchorbench/report/page.css"),
            "SCRIPT",
            resource("/anchorbench/report/charts.js"),
            "BODY",
            body,
            "CHARTS",
            Html.json(Json.compact(charts.stream().map(HtmlReport::forScript).toList())),
            "ECHARTS",
            charts.isEmpty() ? "" : resource(ECHARTS)));
  }

  /** All places at once: what fills one, e.g. the name of a class, is not searched for others. */
  private static String filled(String page, Map<String, String> parts) {
    return PLACE
        .matcher(page)
        .replaceAll(place -> Matcher.quoteReplacement(parts.get(place.group(1))));
  }

  /** Which runs there are, each with a link to its part of the page. */
  private static String overview(List<Report> reports) {
    StringBuilder html =
        new StringBuilder(String.format(Locale.ROOT, "<h1>%d runs</h1>%n<ul>%n", reports.size()));
    for (int i = 0; i < reports.size(); i++) {
      html.append(
          String.format(
              Locale.ROOT,
              "<li><a href=\"#run%d\">%s</a></li>%n",
              i,
              Html.escape(RunArticle.byline(reports.get(i).run()))));
    }
    return html.append("</ul>\n").toString();
  }

  private static Map<String, Object> forScript(Chart chart) {
    return Map.of("id", chart.id(), "option", chart.option());
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
