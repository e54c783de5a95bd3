package anchorbench.cli;

import anchorbench.InputException;
import anchorbench.compare.RowChange;
import anchorbench.compare.RunComparison;
import anchorbench.compare.RunComparison.Axis;
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

  private enum Worse {
    SLOWER,
    MISSING,
    FAILED
  }

  @Parameters(arity = "1..*", paramLabel = "FOLDER", description = "BASELINE... CONTENDER")
  private List<Path> folders;

  @Option(
      names = "--by",
      defaultValue = "commit",
      paramLabel = "commit|machine|engine:A,B",
      description =
          "what may differ; engine:A,B sets two engines of one folder against each other"
              + " (default: ${DEFAULT-VALUE})")
  private String by;

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
    RunComparison comparison = comparison();
    System.out.print(
        switch (format) {
          case TEXT -> ComparisonText.of(comparison);
          case MARKDOWN -> ComparisonText.markdown(comparison);
          case JSON -> Json.text(comparison) + System.lineSeparator();
        });
    boolean rows = comparison.rows().stream().anyMatch(this::isWorse);
    boolean accuracy = comparison.accuracies().stream().anyMatch(c -> c.change().equals("WORSE"));
    return rows || accuracy ? Main.FAILED : 0;
  }

  private RunComparison comparison() {
    double effect = effect();
    if (by.startsWith("engine:")) {
      List<String> engines = List.of(by.substring("engine:".length()).split(",", -1));
      if (engines.size() != 2 || folders.size() != 1) {
        throw new InputException("--by engine:A,B takes two engines and one folder");
      }
      RunRecord run = RunReader.read(folders.getFirst());
      for (String engine : engines) {
        if (run.benchmarks().stream().noneMatch(row -> row.engine().equals(engine))) {
          throw new InputException(folders.getFirst() + ": no row of engine " + engine);
        }
      }
      return RunComparison.ofEngines(run, engines, effect);
    }
    if (folders.size() < 2) {
      throw new InputException("compare takes two folders or more, the last is the contender");
    }
    List<RunRecord> runs = folders.stream().map(RunReader::read).toList();
    return RunComparison.of(runs.subList(0, runs.size() - 1), runs.getLast(), axis(), effect);
  }

  private Axis axis() {
    return switch (by) {
      case "commit" -> Axis.COMMIT;
      case "machine" -> Axis.MACHINE;
      default -> throw new InputException("--by '" + by + "': commit, machine or engine:A,B");
    };
  }

  private double effect() {
    try {
      double share = Double.parseDouble(minEffect.replace("%", "")) / 100;
      if (share >= 0 && share < 10) {
        return share;
      }
    } catch (NumberFormatException e) {
      throw new InputException("--min-effect '" + minEffect + "': expected e.g. 3%", e);
    }
    throw new InputException("--min-effect '" + minEffect + "': expected e.g. 3%");
  }

  private boolean isWorse(RowChange row) {
    return switch (row.change()) {
      case SLOWER -> failOn.contains(Worse.SLOWER);
      case MISSING -> failOn.contains(Worse.MISSING);
      case FAILED -> failOn.contains(Worse.FAILED);
      default -> false;
    };
  }
}
