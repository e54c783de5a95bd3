package anchorbench.report;

import anchorbench.compare.Warnings;
import anchorbench.experiment.Experiment;
import anchorbench.result.RunRecord;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One run's part of the page: verdicts first, then what they rest on, settings last. */
final class RunArticle {
  private final RunRecord run;
  private final EnginesOfRun engines;
  private final Map<String, byte[]> pictures;
  private final String id;
  private final List<Chart> charts = new ArrayList<>();
  private final StringBuilder html = new StringBuilder();

  /**
   * @param id of its element; begins those of its charts
   */
  RunArticle(Report report, String id) {
    this.run = report.run();
    this.engines = new EnginesOfRun(run.engines());
    this.pictures = report.pictures();
    this.id = id;
    html.append("<article id=\"%s\">%n".formatted(id));
    head();
    if (run.experiment() != null) {
      experiment(run.experiment());
    }
    if (!run.benchmarks().isEmpty()) {
      heading("speed", "Speed by engine");
      figures(BenchmarkCharts.of(engines, run.benchmarks(), report.latencies()));
      html.append(BenchmarkText.sideBySide(engines, run.benchmarks()).html("sides"));
      folded("Every row", BenchmarkText.section(engines, run.benchmarks()));
    }
    warnings();
    heading("settings", "Machine, engines and settings");
    RunSettings.sections(run).forEach(section -> html.append(section.html("left")));
    html.append("</article>\n");
  }

  String html() {
    return html.toString();
  }

  /** With the ids of their elements. */
  List<Chart> charts() {
    return List.copyOf(charts);
  }

  /** Images, machine, build and date on one line. */
  static String byline(RunRecord run) {
    return "%s; %s; commit %s, %s"
        .formatted(
            run.images().name(),
            run.machine().headline(),
            run.build().commit(),
            Dates.text(run.createdUtc()));
  }

  private void head() {
    boolean compared = run.experiment() != null;
    html.append(
        "<header>\n<h1>%s</h1>%n"
            .formatted(compared ? "Random or mean anchors?" : "Triplet kernels"));
    html.append("<p class=\"note\">").append(Html.escape(byline(run))).append("</p>\n");
    nav();
    html.append("</header>\n");
    if (run.images().synthetic()) {
      warning("Synthetic images: never comparable with real ones.");
    }
    if (compared) {
      html.append(VerdictCards.html(run.experiment().comparisons()));
      String broken = ExperimentText.broken(run.experiment());
      if (!broken.isEmpty()) {
        warning(broken);
      }
    }
    if (!run.benchmarks().isEmpty()) {
      html.append(SpeedCards.html(engines, run.benchmarks()));
    }
  }

  private void nav() {
    html.append("<nav>");
    if (run.experiment() != null) {
      link("worth", "Random against mean anchors");
      link("numbers", "All numbers of the experiment");
    }
    if (!run.benchmarks().isEmpty()) {
      link("speed", "Speed by engine");
    }
    link("settings", "Machine, engines and settings");
    html.append("</nav>\n");
  }

  private void link(String part, String text) {
    html.append("<a href=\"#%s-%s\">%s</a> ".formatted(id, part, text));
  }

  private void heading(String part, String text) {
    html.append("<h2 id=\"%s-%s\">%s</h2>%n".formatted(id, part, text));
  }

  private void warning(String text) {
    html.append("<p class=\"warning\">").append(Html.escape(text)).append("</p>\n");
  }

  private void experiment(Experiment.Outcome outcome) {
    heading("worth", "Random against mean anchors");
    figures(ExperimentCharts.of(outcome, c -> run.images().className(numberOf(outcome, c))));
    pictures();
    heading("numbers", "All numbers of the experiment");
    ExperimentText.sections(outcome).forEach(section -> html.append(section.html()));
  }

  /** The number that a class has in the whole set, of its number among those that are seen. */
  private static int numberOf(Experiment.Outcome outcome, int seen) {
    int number = seen;
    for (int unseen : outcome.protocol().subset().unseenClasses()) {
      number += unseen <= number ? 1 : 0;
    }
    return number;
  }

  private void figures(List<Figures> groups) {
    for (Figures group : groups) {
      html.append("<h3>").append(Html.escape(group.title())).append("</h3>\n");
      if (!group.note().isEmpty()) {
        html.append("<p class=\"note\">").append(Html.escape(group.note())).append("</p>\n");
      }
      html.append("<div class=\"figures%s\">%n".formatted(group.narrow() ? " narrow" : ""));
      group.charts().forEach(this::figure);
      html.append("</div>\n");
    }
  }

  private void figure(Chart chart) {
    Chart named = chart.withId(id + "-" + chart.id());
    charts.add(named);
    html.append(figureOf(named));
  }

  /** The place that a chart is drawn in. */
  static String figureOf(Chart chart) {
    return String.format(
        Locale.ROOT,
        """
        <figure class="plot%s"><figcaption>%s</figcaption>
        <div class="chart" id="%s" style="height:%dpx" data-points="%d"></div></figure>
        """,
        chart.wide() ? " wide" : "",
        Html.escape(chart.title()),
        Html.escape(chart.id()),
        chart.pixels(),
        chart.points());
  }

  private void pictures() {
    if (pictures.isEmpty()) {
      return;
    }
    html.append("<h3>What the networks saw</h3>\n<div class=\"figures\">\n");
    pictures.forEach(
        (name, png) ->
            html.append(
                """
                <figure%s><figcaption>%s</figcaption><img alt="%s" src="data:image/png;base64,%s"></figure>
                """
                    .formatted(
                        // Before and after belong beside each other, in the row below.
                        name.equals("means.png") ? " class=\"wide\"" : "",
                        Html.escape(caption(name)),
                        Html.escape(caption(name)),
                        Base64.getEncoder().encodeToString(png))));
    html.append("</div>\n");
  }

  private static String caption(String name) {
    return switch (name) {
      case "means.png" -> "The mean image of each class";
      case "triplets-random.png" -> "Triplets with random anchors";
      case "triplets-mean.png" -> "The same positives and negatives with mean anchors";
      default -> name;
    };
  }

  private void folded(String title, Section section) {
    html.append("<details><summary>%s</summary>%n".formatted(title))
        .append(section.html())
        .append("</details>\n");
  }

  private void warnings() {
    List<String> warnings = Warnings.of(run);
    if (!warnings.isEmpty()) {
      heading("weak", "Threats to validity");
      html.append("<ul>\n");
      warnings.forEach(each -> html.append("<li>").append(Html.escape(each)).append("</li>\n"));
      html.append("</ul>\n");
    }
  }
}
