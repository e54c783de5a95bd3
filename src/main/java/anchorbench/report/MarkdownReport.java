package anchorbench.report;

import anchorbench.compare.Warnings;
import anchorbench.result.RunRecord;
import java.util.List;

/** Runs as Markdown. */
public final class MarkdownReport {
  private MarkdownReport() {}

  public static String of(List<RunRecord> runs) {
    StringBuilder text = new StringBuilder();
    for (RunRecord run : runs) {
      text.append("# Random or mean anchors?\n\n");
      text.append(RunArticle.byline(run)).append("\n\n");
      if (run.images().synthetic()) {
        text.append("**Synthetic images: never comparable with real ones.**\n\n");
      }
      if (run.experiment() != null) {
        run.experiment()
            .comparisons()
            .forEach(
                comparison ->
                    comparison
                        .answers()
                        .forEach(answer -> text.append("> ").append(answer).append("\n\n")));
        text.append(ExperimentText.broken(run.experiment()));
        ExperimentText.sections(run.experiment()).forEach(each -> text.append(each.markdown()));
      }
      if (!run.benchmarks().isEmpty()) {
        EnginesOfRun engines = new EnginesOfRun(run.engines());
        text.append(BenchmarkText.sideBySide(engines, run.benchmarks()).markdown());
        text.append(BenchmarkText.section(engines, run.benchmarks()).markdown());
      }
      List<String> warnings = Warnings.of(run);
      if (!warnings.isEmpty()) {
        text.append("### Threats to validity\n\n");
        warnings.forEach(warning -> text.append("- ").append(warning).append('\n'));
        text.append('\n');
      }
      RunSettings.sections(run).forEach(each -> text.append(each.markdown()));
    }
    return text.toString();
  }
}
