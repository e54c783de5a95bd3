package anchorbench.report;

import anchorbench.result.RunRecord;
import java.util.List;

/** Runs as Markdown. */
public final class MarkdownReport {
  private MarkdownReport() {}

  public static String of(List<RunRecord> runs) {
    StringBuilder text = new StringBuilder();
    for (RunRecord run : runs) {
      text.append("# Random or mean anchors?\n\n");
      if (run.images().synthetic()) {
        text.append("**Synthetic images: never comparable with real ones.**\n\n");
      }
      if (run.experiment() != null) {
        run.experiment()
            .comparisons()
            .forEach(comparison -> text.append("> ").append(comparison.verdict()).append("\n\n"));
        text.append(ExperimentText.broken(run.experiment()));
        ExperimentText.sections(run.experiment()).forEach(each -> text.append(each.markdown()));
      }
      if (!run.benchmarks().isEmpty()) {
        text.append(BenchmarkText.section(run.benchmarks()).markdown());
      }
      text.append(
          "%s; %s; commit %s, %s%n%n"
              .formatted(
                  run.images().name(),
                  run.machine().headline(),
                  run.build().commit(),
                  run.createdUtc()));
    }
    return text.toString();
  }
}
