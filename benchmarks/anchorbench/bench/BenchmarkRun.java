package anchorbench.bench;

import anchorbench.InputException;
import anchorbench.data.DataSet;
import anchorbench.data.DataSource;
import anchorbench.engine.Engine;
import anchorbench.engine.Engines;
import anchorbench.engine.cpu.CpuEngine;
import anchorbench.experiment.Experiment;
import anchorbench.experiment.Protocol;
import anchorbench.output.Json;
import anchorbench.report.BenchmarkText;
import anchorbench.report.ExperimentText;
import anchorbench.report.Progress;
import anchorbench.report.ReportFiles;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.ExperimentFolder;
import anchorbench.result.ResultsFolder;
import anchorbench.result.RunRecord;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The whole thing: kernels on every engine, then random against mean anchors, in one folder. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Times the kernels on every engine and compares the arms.")
public final class BenchmarkRun implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  @Option(
      names = "--preset",
      description = "smoke, quick, card or full (default: ${DEFAULT-VALUE})")
  private Preset preset = Preset.QUICK;

  @Option(names = "--engines", split = ",", description = "default: all")
  private List<String> engines = List.of("all");

  @Option(names = "--data", description = "folder, synthetic or auto (default: auto)")
  private String data = DataSource.AUTO;

  @Option(names = "--out", description = "folder (default: results/<utc>-<commit>)")
  private Path out;

  public static void main(String[] arguments) {
    CommandLine commandLine = new CommandLine(new BenchmarkRun());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setParameterExceptionHandler(
        (e, rest) -> {
          System.err.println("anchorbench bench: " + e.getMessage().lines().findFirst().orElse(""));
          return USAGE;
        });
    commandLine.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          if (e instanceof InputException) {
            System.err.println("anchorbench bench: " + e.getMessage());
            return USAGE;
          }
          throw e;
        });
    System.exit(commandLine.execute(arguments));
  }

  @Override
  public Integer call() throws IOException, RunnerException {
    Rows rows = new Rows();
    List<String> chosen = chosenEngines(rows);
    DataSet set = DataSource.fromEnvironment().load(data, System.err::println);
    System.out.println(set.headline());
    ResultsFolder folder = ResultsFolder.create(out);
    List<BenchmarkRow> benchmarks = benchmark(rows, chosen, folder);
    Experiment.Outcome outcome = experiment(set, folder);
    RunRecord record =
        RunRecord.now(
            "bench --preset " + preset.name().toLowerCase(java.util.Locale.ROOT),
            set,
            rows.engines(),
            outcome,
            benchmarks);
    Json.write(folder.file(RunRecord.FILE), record);
    ReportFiles.write(folder.path(), List.of(record));
    System.out.println();
    System.out.println(set.headline());
    System.out.print(BenchmarkText.of(benchmarks));
    System.out.println();
    System.out.println("written to " + folder.path());
    System.out.println();
    System.out.print(ExperimentText.of(outcome));
    boolean failed = benchmarks.stream().anyMatch(r -> r.status() == BenchmarkRow.Status.FAILED);
    return failed ? FAILED : 0;
  }

  private List<String> chosenEngines(Rows rows) {
    if (engines.equals(List.of("all"))) {
      return Engines.names().stream()
          .filter(name -> Engines.baseNames().contains(name) || rows.isReady(name))
          .toList();
    }
    for (String name : engines) {
      if (!Engines.names().contains(name)) {
        throw new InputException(
            "--engines: '%s' unknown; engines: %s".formatted(name, Engines.names()));
      }
    }
    return engines;
  }

  private List<BenchmarkRow> benchmark(Rows rows, List<String> chosen, ResultsFolder folder)
      throws IOException, RunnerException {
    int expected = 0;
    List<String> ready = chosen.stream().filter(rows::isReady).toList();
    for (OptionsBuilder part : preset.parts(chosen, ready)) {
      expected += rows.expect(part.build());
    }
    Path forkFolder = Files.createTempDirectory("anchorbench-forks");
    ForkFiles files = new ForkFiles(forkFolder);
    List<RunResult> results = new ArrayList<>();
    try (PrintStream log =
            new PrintStream(folder.file("jmh.log").toFile(), StandardCharsets.UTF_8);
        Progress progress = new Progress("kernels", (long) expected * preset.rounds())) {
      // Round by round rather than fork by fork: a machine that drifts does so to every engine.
      for (int round = 0; round < preset.rounds(); round++) {
        for (OptionsBuilder part : preset.parts(ready, ready)) {
          Options options = part.jvmArgsAppend(ForkOptions.arguments(forkFolder, data)).build();
          if (hasEngines(options)) {
            results.addAll(run(options, log, progress));
          }
        }
      }
    }
    rows.add(results);
    results = rows.timed();
    ResultFormatFactory.getInstance(ResultFormatType.JSON, folder.file("jmh.json").toString())
        .writeOut(results);
    ForkFiles.writeLatencies(folder.file("latency.hlog"), files.latencies());
    return rows.rows(files);
  }

  private static boolean hasEngines(Options options) {
    return !options.getParameter(RowKey.ENGINE).orElse(List.of()).isEmpty();
  }

  private static Collection<RunResult> run(Options options, PrintStream log, Progress progress)
      throws RunnerException {
    return new Runner(options, new ProgressFormat(log, progress)).run();
  }

  private Experiment.Outcome experiment(DataSet set, ResultsFolder folder) {
    Protocol protocol = preset.protocol();
    try (Engine engine = Engines.open(CpuEngine.NAME, 1);
        Progress progress = new Progress("trials", Experiment.workItems(protocol))) {
      return Experiment.run(
          engine,
          Engines.allProcessors(),
          set,
          protocol,
          ExperimentFolder.begin(folder.path(), protocol, set, CpuEngine.NAME),
          progress::done);
    }
  }
}
