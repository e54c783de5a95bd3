package anchorbench.report;

import anchorbench.engine.EngineInfo;
import anchorbench.experiment.Comparison;
import anchorbench.output.Json;
import anchorbench.result.RunRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Runs as one HTML file that needs nothing else: charts by ECharts, inlined; every number also in a
 * table that is readable without scripts.
 */
public final class HtmlReport {
  private static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";

  private HtmlReport() {}

  public static String of(List<Report> reports) {
    StringBuilder body = new StringBuilder();
    List<Chart> charts = new ArrayList<>();
    for (int i = 0; i < reports.size(); i++) {
      run(reports.get(i), i, body, charts);
    }
    return resource("/anchorbench/report/page.html")
        .replace("@BODY@", body)
        .replace(
            "@CHARTS@",
            Html.json(Json.compact(charts.stream().map(HtmlReport::forScript).toList())))
        .replace("@ECHARTS@", charts.isEmpty() ? "" : resource(ECHARTS));
  }

  private static Map<String, Object> forScript(Chart chart) {
    return Map.of("id", chart.id(), "option", chart.option());
  }

  private static void run(Report report, int number, StringBuilder body, List<Chart> charts) {
    RunRecord run = report.run();
    body.append("<article>\n<h1>Random or mean anchors?</h1>\n");
    if (run.images().synthetic()) {
      body.append("<p class=\"warning\">Synthetic images: never comparable with real ones.</p>\n");
    }
    if (run.experiment() != null) {
      for (Comparison comparison : run.experiment().comparisons()) {
        body.append("<p class=\"verdict\">")
            .append(Html.escape(comparison.verdict()))
            .append("</p>\n");
      }
      String broken = ExperimentText.broken(run.experiment());
      if (!broken.isEmpty()) {
        body.append("<p class=\"warning\">").append(Html.escape(broken)).append("</p>\n");
      }
    }
    body.append(
        "<p class=\"note\">%s - %s - commit %s, %s</p>%n"
            .formatted(
                Html.escape(run.images().name()),
                Html.escape(run.machine().headline()),
                Html.escape(run.build().commit()),
                Html.escape(run.createdUtc())));
    if (run.experiment() != null) {
      body.append("<h2>Is it worth it?</h2>\n");
      figures(ExperimentCharts.of(run.experiment(), run.images()::className), number, body, charts);
      pictures(report.pictures(), body);
      ExperimentText.sections(run.experiment()).forEach(s -> body.append(s.html()));
    }
    if (!run.benchmarks().isEmpty()) {
      body.append("<h2>On what?</h2>\n");
      figures(
          BenchmarkCharts.of(run.benchmarks(), run.images().train(), report.latencies()),
          number,
          body,
          charts);
      body.append(BenchmarkText.section(run.benchmarks()).html());
    }
    settings(run, body);
    body.append("</article>\n");
  }

  private static void figures(List<Chart> found, int run, StringBuilder body, List<Chart> charts) {
    body.append("<div class=\"figures\">\n");
    for (Chart chart : found) {
      String id = "run" + run + "-" + chart.id();
      charts.add(new Chart(id, chart.title(), chart.option()));
      body.append(
          "<figure><figcaption>%s</figcaption><div class=\"chart\" id=\"%s\" data-points=\"%d\"></div></figure>%n"
              .formatted(Html.escape(chart.title()), Html.escape(id), chart.points()));
    }
    body.append("</div>\n");
  }

  private static void pictures(Map<String, byte[]> pictures, StringBuilder body) {
    if (pictures.isEmpty()) {
      return;
    }
    body.append("<div class=\"figures\">\n");
    pictures.forEach(
        (name, png) ->
            body.append(
                "<figure><figcaption>%s</figcaption><img alt=\"%s\" src=\"data:image/png;base64,%s\"></figure>%n"
                    .formatted(
                        Html.escape(caption(name)),
                        Html.escape(caption(name)),
                        Base64.getEncoder().encodeToString(png))));
    body.append("</div>\n");
  }

  private static String caption(String name) {
    return switch (name) {
      case "means.png" -> "The mean image of each class";
      case "triplets-random.png" -> "Triplets with random anchors";
      case "triplets-mean.png" -> "The same positives and negatives with mean anchors";
      default -> name;
    };
  }

  private static void settings(RunRecord run, StringBuilder body) {
    body.append("<h2>What it ran on</h2>\n<ul>\n");
    item(body, "command: " + run.command());
    item(body, "machine: " + run.machine().headline() + ", " + run.machine().operatingSystem());
    item(body, "JVM flags: " + String.join(" ", run.machine().javaFlags()));
    item(
        body,
        "images: %s, %,d training and %,d test, SHA-256 %s"
            .formatted(
                run.images().name(),
                run.images().train(),
                run.images().test(),
                run.images().sha256()));
    for (RunRecord.EngineEntry engine : run.engines()) {
      EngineInfo info = engine.info();
      item(
          body,
          info == null
              ? "engine " + engine.name() + ": absent, " + engine.absent()
              : "engine %s: %s, %s, %s"
                  .formatted(engine.name(), info.device(), info.precision(), info.libraries()));
    }
    body.append("</ul>\n");
    if (run.experiment() != null) {
      body.append("<h3>Protocol</h3>\n<pre>")
          .append(Html.escape(Json.text(run.experiment().protocol())))
          .append("</pre>\n");
    }
  }

  private static void item(StringBuilder body, String text) {
    body.append("<li>").append(Html.escape(text)).append("</li>\n");
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
