package anchorbench.bench;

import anchorbench.InputException;
import anchorbench.engine.registry.Engines;
import anchorbench.machine.Machine;
import anchorbench.output.Json;
import anchorbench.output.LogFile;
import anchorbench.output.Terminal;
import anchorbench.report.BenchmarkText;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.LatencyLog;
import anchorbench.result.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * JMH's own command line, but for options that no row could hold ({@link JmhOptions}). Forks get
 * the JVM flags they need, and where JMH writes JSON, {@code run.json} is written beside it:
 * machine, images, engines, every row with its check; and {@code latency.hlog}.
 */
public final class BenchmarksMain {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private BenchmarksMain() {}

  public static void main(String[] arguments) throws Exception {
    Terminal.install();
    LogFile.catchMessages();
    int exit;
    try {
      CommandLineOptions commandLine = JmhOptions.parse(arguments);
      if (commandLine.shouldList()
          || commandLine.shouldListWithParams()
          || commandLine.shouldListProfilers()
          || commandLine.shouldListResultFormats()
          || commandLine.shouldHelp()) {
        org.openjdk.jmh.Main.main(arguments);
        return;
      }
      RowParameters.requireNames(arguments);
      exit = run(commandLine, String.join(" ", arguments));
    } catch (InputException e) {
      System.err.println("benchmarks: " + e.getMessage());
      exit = USAGE;
    }
    System.exit(Terminal.settle(exit));
  }

  private static int run(CommandLineOptions commandLine, String command) throws IOException {
    JmhOptions.require(commandLine);
    BenchmarkCard.ordinal();
    // Here and not in the first fork: images that cannot be read are one line.
    int classes = BenchmarkImages.get().train().classes();
    RowParameters.require(BenchmarkPlan.items(commandLine), Arm.tripletsOf(classes));
    Rows rows = new Rows(commandLine.getOutput().orElse("JMH's output"));
    // Without -p engine=... those that run here; the others are rows with their reason.
    Participants ready =
        rows.participants(Engines.baseNames().stream().filter(rows::isReady).toList());
    rows.expect(
        withEngines(commandLine, Engines.baseNames(), ready), BenchmarkImages.get().train());
    Participants able = rows.participants(rows.withoutRefusals(ready.engines()));
    try (ScratchFolder scratch = new ScratchFolder("forks")) {
      rows.add(JmhOptions.run(() -> new Runner(withForkFlags(commandLine, scratch.path(), able))));
      ForkFiles files = new ForkFiles(scratch.path());
      List<BenchmarkRow> benchmarks = rows.rows(files, new Costs(BenchmarkImages.get().train()));
      System.out.println();
      System.out.print(BenchmarkText.of(rows.engines(), benchmarks));
      if (JmhOptions.writesRecord(commandLine)) {
        writeRecord(commandLine, command, rows, benchmarks, files);
      }
      return benchmarks.stream().anyMatch(r -> r.status() == BenchmarkRow.Status.FAILED)
          ? FAILED
          : 0;
    }
  }

  /** Options that name no engine, with these. */
  private static Options withEngines(Options given, List<String> engines, Participants ready) {
    if (given.getParameter(RowKey.ENGINE).hasValue()) {
      return given;
    }
    return new OptionsBuilder()
        .parent(given)
        .param(RowKey.ENGINE, engines.toArray(String[]::new))
        .param(RowKey.DEVICE, ready.peakEngines(ready.engines()).toArray(String[]::new))
        .build();
  }

  private static Options withForkFlags(
      CommandLineOptions commandLine, Path forkFolder, Participants ready) {
    List<String> flags = new ArrayList<>(commandLine.getJvmArgsAppend().orElse(List.of()));
    flags.addAll(
        Arrays.asList(
            ForkOptions.arguments(forkFolder, BenchmarkImages.choice(), PeakProfiler.ARGUMENT)));
    OptionsBuilder options = new OptionsBuilder();
    options
        .parent(withEngines(commandLine, ready.engines(), ready))
        .jvmArgsAppend(flags.toArray(String[]::new))
        .addProfiler(PeakProfiler.class);
    if (JmhOptions.writesRecord(commandLine)) {
      options.result(JmhOptions.result(commandLine).toString());
    }
    if (ready.onCards().isEmpty()) {
      options.exclude("DeviceLimit");
    }
    return options.build();
  }

  private static void writeRecord(
      CommandLineOptions commandLine,
      String command,
      Rows rows,
      List<BenchmarkRow> benchmarks,
      ForkFiles files)
      throws IOException {
    Path json = JmhOptions.result(commandLine);
    Path latencies = json.resolveSibling(LatencyLog.FILE);
    // What an earlier run left there is none of this record's.
    Files.deleteIfExists(latencies);
    LatencyLog.write(latencies, files.latencies().values());
    Path record = json.resolveSibling(RunRecord.FILE);
    Json.write(
        record,
        RunRecord.now("jmh " + command, BenchmarkImages.get(), rows.engines(), null, benchmarks)
            .on(Machine.current().withFlags(JmhOptions.javaFlags(commandLine))));
    System.out.println("written beside " + json + ": " + record);
  }
}
