package anchorbench.bench;

import anchorbench.InputException;
import anchorbench.output.Json;
import anchorbench.report.BenchmarkText;
import anchorbench.report.ExperimentText;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Prints the rows of several runs of one machine as one table, and what their experiments found.
 */
public final class Summary {
  private static final int USAGE = 2;

  private Summary() {}

  public static void main(String[] folders) {
    try {
      System.out.print(of(folders));
    } catch (InputException e) {
      System.err.println("summary: " + e.getMessage());
      System.exit(USAGE);
    }
  }

  private static String of(String... folders) {
    List<BenchmarkRow> rows = new ArrayList<>();
    StringBuilder experiments = new StringBuilder();
    for (String folder : folders) {
      for (Path file : records(Path.of(folder))) {
        RunRecord run = read(file);
        rows.addAll(run.benchmarks());
        if (run.experiment() != null) {
          experiments.append(System.lineSeparator()).append(ExperimentText.of(run.experiment()));
        }
      }
    }
    if (rows.isEmpty() && experiments.isEmpty()) {
      throw new InputException("no run.json in " + String.join(", ", folders));
    }
    return (rows.isEmpty() ? "" : BenchmarkText.of(rows)) + experiments;
  }

  private static List<Path> records(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.endsWith(RunRecord.FILE)).sorted().toList();
    } catch (IOException e) {
      throw new InputException(folder + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static RunRecord read(Path file) {
    return Json.read(file, RunRecord.class);
  }
}
