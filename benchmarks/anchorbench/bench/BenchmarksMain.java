package anchorbench.bench;

import anchorbench.InputException;
import anchorbench.data.DataSet;
import anchorbench.engine.Engines;
import anchorbench.output.Json;
import anchorbench.output.Terminal;
import anchorbench.report.BenchmarkText;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.RunRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * JMH's own command line, unchanged. Forks get the JVM flags they need, and where JMH writes JSON,
 * {@code run.json} is written beside it: machine, images, engines, every row with its check.
 */
public final class BenchmarksMain {
  private static final int USAGE = 2;

  private BenchmarksMain() {}

  public static void main(String[] arguments) throws Exception {
    Terminal.install();
    CommandLineOptions commandLine = new CommandLineOptions(arguments);
    if (commandLine.shouldList()
        || commandLine.shouldListWithParams()
        || commandLine.shouldListProfilers()
        || commandLine.shouldListResultFormats()
        || commandLine.shouldHelp()) {
      org.openjdk.jmh.Main.main(arguments);
      return;
    }
    try {
      BenchmarkCard.ordinal();
    } catch (InputException e) {
      System.err.println("benchmarks: " + e.getMessage());
      System.exit(USAGE);
    }
    Rows rows = new Rows();
    // Without -p engine=... those that run here; the others are rows with their reason.
    List<String> ready = Engines.baseNames().stream().filter(rows::isReady).toList();
    rows.expect(commandLine);
    Path forkFolder = Files.createTempDirectory("anchorbench-forks");
    Options options = withForkFlags(commandLine, forkFolder, ready);
    rows.add(new Runner(options).run());
    List<BenchmarkRow> benchmarks = rows.rows(new ForkFiles(forkFolder));
    System.out.println();
    System.out.print(BenchmarkText.of(benchmarks));
    if (commandLine.getResultFormat().orElse(null) == ResultFormatType.JSON) {
      writeEnvelope(commandLine, String.join(" ", arguments), rows, benchmarks);
    }
    boolean failed = benchmarks.stream().anyMatch(r -> r.status() == BenchmarkRow.Status.FAILED);
    System.exit(Terminal.settle(failed ? 1 : 0));
  }

  private static Options withForkFlags(
      CommandLineOptions commandLine, Path forkFolder, List<String> ready) {
    List<String> flags = new ArrayList<>(commandLine.getJvmArgsAppend().orElse(List.of()));
    flags.addAll(Arrays.asList(ForkOptions.arguments(forkFolder, null)));
    OptionsBuilder options = new OptionsBuilder();
    options
        .parent(commandLine)
        .jvmArgsAppend(flags.toArray(String[]::new))
        .addProfiler(CeilingProfiler.class);
    if (!commandLine.getParameter(RowKey.ENGINE).hasValue()) {
      options.param(RowKey.ENGINE, ready.toArray(String[]::new));
      options.param(RowKey.DEVICE, RowKey.devices(ready).toArray(String[]::new));
    }
    if (ready.stream().noneMatch(name -> name.startsWith("cuda"))) {
      options.exclude("DeviceLimit");
    }
    return options.build();
  }

  private static void writeEnvelope(
      CommandLineOptions commandLine, String command, Rows rows, List<BenchmarkRow> benchmarks) {
    Path json = Path.of(commandLine.getResult().orElse("jmh-result.json"));
    DataSet set = BenchmarkImages.get();
    Path envelope = json.resolveSibling(RunRecord.FILE);
    Json.write(envelope, RunRecord.now("jmh " + command, set, rows.engines(), null, benchmarks));
    System.out.println("written beside " + json + ": " + envelope);
  }
}
