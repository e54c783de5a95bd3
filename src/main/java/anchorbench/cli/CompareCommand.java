package anchorbench.cli;

import anchorbench.InputException;
import anchorbench.compare.Axis;
import anchorbench.compare.FalseAlarmGrid;
import anchorbench.compare.RunComparison;
import anchorbench.compare.RunComparison.Worse;
import anchorbench.output.Json;
import anchorbench.report.ComparisonText;
import anchorbench.result.RunReader;
import anchorbench.result.RunRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Did it get slower? */
@Command(
    name = "compare",
    description = {
      "Compares the last run with the ones before it, row by row.",
      "Exit code 0: nothing is worse; 1: something is; 3: they cannot be compared."
    })
final class CompareCommand implements Callable<Integer> {
  private enum Format {
    TEXT,
    MARKDOWN,
    JSON
  }

  private static final String CALIBRATION = "anchorbench.bench.CalibrationRun";

  @Option(
      names = "--calibrate",
      description =
          "compares identical work with itself on this machine: false-alarm rate and smallest"
              + " difference that can be seen (needs benchmarks.jar, 2 minutes)")
  private boolean calibrate;

  @Option(
      names = "--false-alarms",
      paramLabel = "N",
      description =
          "simulates N comparisons without any change, and N with changes, for 2 to 10 forks and"
              + " several spreads: how often compare is wrong and what it detects (N = 200:"
              + " minutes)")
  private Integer falseAlarms;

  @Parameters(arity = "0..*", paramLabel = "FOLDER", description = "BASELINE... CONTENDER")
  private List<Path> folders = List.of();

  @Option(
      names = "--by",
      paramLabel = "commit|machine|FIELD[:A,B]",
      description =
          "what may differ (default: commit). A field compares its values, within one folder or"
              + " between folders: engine, anchors, another parameter of the rows or setting of"
              + " the protocol; engine:cpu,nd4j names the values. machine and one field can be"
              + " given together")
  private List<String> by = List.of();

  @Option(
      names = "--min-effect",
      defaultValue = "3%",
      description = "smallest change of interest (default: ${DEFAULT-VALUE})")
  private String minEffect;

  @Option(
      names = "--fail-on",
      split = ",",
      defaultValue = "slower,missing,failed",
      description = "what makes the exit code 1 (default: ${DEFAULT-VALUE})")
  private Set<Worse> failOn;

  @Option(names = "--format", defaultValue = "text", description = "text, markdown or json")
  private Format format;

  @Override
  public Integer call() {
    if (calibrate) {
      return BenchmarksJar.run(CALIBRATION, List.of(minEffect));
    }
    if (falseAlarms != null) {
      if (falseAlarms < 1) {
        throw new InputException("--false-alarms " + falseAlarms + ": expected e.g. 200");
      }
      FalseAlarmGrid.print(falseAlarms, RunComparison.parseEffect(minEffect), System.out);
      return 0;
    }
    RunComparison comparison = comparison();
    System.out.print(
        switch (format) {
          case TEXT -> ComparisonText.of(comparison);
          case MARKDOWN -> ComparisonText.markdown(comparison);
          case JSON -> Json.text(comparison) + System.lineSeparator();
        });
    return comparison.isWorse(failOn) ? Main.FAILED : 0;
  }

  private RunComparison comparison() {
    double effect = RunComparison.parseEffect(minEffect);
    Axis axis = Axis.parse(by);
    if (folders.size() == 1 && axis.field() != null) {
      return RunComparison.within(RunReader.read(folders.getFirst()), axis.field(), effect);
    }
    if (folders.size() < 2) {
      throw new InputException(
          "compare takes two folders or more, the last is the contender; or one folder and a"
              + " field, e.g. --by engine");
    }
    List<RunRecord> runs = folders.stream().map(RunReader::read).toList();
    return RunComparison.of(runs.subList(0, runs.size() - 1), runs.getLast(), axis, effect);
  }
}
