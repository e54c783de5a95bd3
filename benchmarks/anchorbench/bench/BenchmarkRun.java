package anchorbench.bench;

import anchorbench.IncomparableException;
import anchorbench.InputException;
import anchorbench.bench.FinishedForks.Header;
import anchorbench.cli.DataOptions;
import anchorbench.compare.Axis;
import anchorbench.compare.Comparability;
import anchorbench.compare.RunComparison;
import anchorbench.data.DataSet;
import anchorbench.engine.Engine;
import anchorbench.engine.cpu.CpuEngine;
import anchorbench.engine.cuda.CudaEngine;
import anchorbench.engine.registry.CardChoice;
import anchorbench.engine.registry.Engines;
import anchorbench.experiment.Experiment;
import anchorbench.experiment.protocol.Protocol;
import anchorbench.gallery.TripletPictures;
import anchorbench.machine.Machine;
import anchorbench.output.Json;
import anchorbench.output.LogFile;
import anchorbench.output.Progress;
import anchorbench.output.Terminal;
import anchorbench.report.BenchmarkText;
import anchorbench.report.ComparisonText;
import anchorbench.report.ExperimentText;
import anchorbench.report.Report;
import anchorbench.report.ReportFiles;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.Checksums;
import anchorbench.result.ExperimentFolder;
import anchorbench.result.LatencyLog;
import anchorbench.result.ResultsFolder;
import anchorbench.result.RunLock;
import anchorbench.result.RunReader;
import anchorbench.result.RunRecord;
import anchorbench.source.ImageChoice;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.options.Options;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The whole thing: kernels on every engine, then random against mean anchors, in one folder. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Times the kernels on every engine and compares the arms.")
public final class BenchmarkRun implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private static final int INCOMPARABLE = 3;

  @Spec private CommandSpec spec;

  @Option(
      names = "--preset",
      description =
          "smoke, quick, full; on a card check, measure; widths: class means and assembly of images"
              + " of 12 to 12,288 bytes (default: ${DEFAULT-VALUE})")
  private Preset preset = Preset.QUICK;

  @Option(
      names = "--forks",
      description = "JVMs in which every row is measured (default: the preset's; full has 3)")
  private Integer forksOfEach;

  @Option(
      names = "--engines",
      split = ",",
      description = "engines to time, or all (default: all; preset widths: cpu)")
  private List<String> engines;

  @Option(
      names = "--network",
      split = ",",
      description =
          "times the training step of these networks alone: mlp, cnn, or their layers;"
              + " NETWORK@SHAPE on drawn images of another shape, e.g. cnn@32x32x3")
  private List<String> networks;

  @Option(
      names = "--batch",
      split = ",",
      description = "times the training step alone, with so many triplets (default: 128)")
  private List<String> batches;

  @Option(
      names = "--device",
      description = "card of the engines that have cards, by its ordinal in doctor (default: 0)")
  private String device;

  @Mixin private DataOptions dataOptions;

  @Option(names = "--out", description = "folder to write to (default: results/<utc>-<commit>)")
  private Path out;

  @Option(
      names = "--python",
      defaultValue = "${env:PYTHON:-python3}",
      description =
          "a python3 with torch, for the engines pytorch:eager and pytorch:compile (default:"
              + " PYTHON in the environment, else python3)")
  private String python;

  @Option(names = "--list", description = "names the rows and times nothing")
  private boolean list;

  @Option(names = "--resume", description = "folder of a run that was cut off, to continue it")
  private Path resume;

  @Option(
      names = "--budget",
      paramLabel = "SECONDS",
      description =
          "begins no fork that would end later; rows left out are skipped, with the reason")
  private Integer budget;

  @Option(
      names = "--baseline",
      split = ",",
      description = "results folders; the exit code is 1 if a row is worse than there")
  private List<String> baselines = List.of();

  @Option(
      names = "--min-effect",
      defaultValue = "3%",
      description = "smallest change of interest (default: ${DEFAULT-VALUE})")
  private String minEffect;

  public static void main(String[] arguments) {
    Terminal.install();
    LogFile.catchMessages();
    CommandLine commandLine = new CommandLine(new BenchmarkRun());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setParameterExceptionHandler(
        (e, rest) -> {
          System.err.println("anchorbench bench: " + e.getMessage().lines().findFirst().orElse(""));
          return USAGE;
        });
    commandLine.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          if (e instanceof InputException || e instanceof IncomparableException) {
            System.err.println("anchorbench bench: " + e.getMessage());
            return e instanceof IncomparableException ? INCOMPARABLE : USAGE;
          }
          throw e;
        });
    System.exit(Terminal.settle(commandLine.execute(arguments)));
  }

  @Override
  public Integer call() throws IOException {
    List<RunRecord> before =
        baselines.stream().filter(b -> !b.isBlank()).map(Path::of).map(RunReader::read).toList();
    double effect = RunComparison.parseEffect(minEffect);
    if (resume != null) {
      takeUp(FinishedForks.read(resume));
    }
    if (engines == null) {
      engines = preset.engines();
    }
    chooseCard();
    Rows rows = new Rows("jmh.log");
    List<String> chosen = chosenEngines(rows);
    ImageChoice data = resume == null ? dataOptions.choice() : FinishedForks.read(resume).data();
    DataSet set = data.load(System.err::println);
    for (RunRecord baseline : before) {
      Comparability.require(baseline, RunRecord.Images.of(set), Machine.current(), Axis.COMMIT);
    }
    if (list) {
      list(chosen, rows, set.train().pixels().byteSize());
      return 0;
    }
    System.out.println(set.headline());
    Header header =
        new Header(
            Header.SCHEMA,
            Header.VERSION,
            choice(),
            rounds(),
            chosen,
            chosen.stream().filter(rows::isReady).toList(),
            BenchmarkCard.ordinal(),
            data,
            set.checksum());
    Path folder = resume == null ? ResultsFolder.create(out).path() : resume;
    RunRecord record;
    try (RunLock _ = RunLock.of(folder)) {
      FinishedForks forks = forks(folder, header);
      List<BenchmarkRow> benchmarks = benchmark(rows, header, forks, folder, set);
      Experiment.Outcome outcome = header.rows().rowsAlone() ? null : experiment(set, folder, rows);
      record = RunRecord.now(command(), set, rows.engines(), outcome, benchmarks);
      Json.write(folder.resolve(RunRecord.FILE), record);
      Checksums.write(folder);
      forks.clear();
      ReportFiles.write(folder, List.of(Report.of(record, folder)));
    }
    System.out.println();
    System.out.println(set.headline());
    System.out.print(BenchmarkText.of(record.engines(), record.benchmarks()));
    System.out.println();
    System.out.println("written to " + folder);
    System.out.println();
    if (record.experiment() != null) {
      System.out.print(ExperimentText.of(record.experiment()));
    }
    boolean failed =
        record.benchmarks().stream().anyMatch(r -> r.status() == BenchmarkRow.Status.FAILED)
            || (record.experiment() != null && !record.experiment().failed().isEmpty());
    return failed || isWorse(before, record, effect) ? FAILED : 0;
  }

  private void list(List<String> chosen, Rows rows, long imageBytes) {
    choice().parts(rows.participants(underJmh(chosen)), imageBytes).stream()
        .flatMap(part -> BenchmarkPlan.items(part).stream())
        .map(item -> item.key().tag())
        .forEach(System.out::println);
    new PeerRun(python, choice(), inPython(chosen))
        .rows()
        .forEach(row -> System.out.println(row.tag()));
  }

  private RowChoice choice() {
    return RowChoice.of(preset, networks, batches);
  }

  private static List<String> inPython(List<String> engines) {
    return engines.stream().filter(PythonPeer.ENGINES::contains).toList();
  }

  private static List<String> underJmh(List<String> engines) {
    return engines.stream().filter(name -> !PythonPeer.ENGINES.contains(name)).toList();
  }

  private String command() {
    return "bench --preset "
        + preset.name().toLowerCase(Locale.ROOT)
        + (networks == null ? "" : " --network " + String.join(",", networks))
        + (batches == null ? "" : " --batch " + String.join(",", batches))
        + (rounds() == preset.rounds() ? "" : " --forks " + rounds());
  }

  private int rounds() {
    if (forksOfEach != null && forksOfEach < 1) {
      throw new InputException("--forks " + forksOfEach + ": expected 1 or more");
    }
    return forksOfEach == null ? preset.rounds() : forksOfEach;
  }

  /** Goes on as the folder was begun, and as nothing else. */
  private void takeUp(Header begun) {
    List<String> decisions =
        new ArrayList<>(List.of("--out", "--preset", "--forks", "--engines", "--device"));
    decisions.addAll(List.of("--network", "--batch"));
    decisions.addAll(DataOptions.NAMES);
    for (String decided : decisions) {
      if (spec.commandLine().getParseResult().hasMatchedOption(decided)) {
        throw new InputException("--resume keeps the settings of its folder; leave out " + decided);
      }
    }
    preset = begun.rows().preset();
    networks = begun.rows().networks().isEmpty() ? null : begun.rows().networks();
    batches = begun.rows().batches().isEmpty() ? null : begun.rows().batches();
    forksOfEach = begun.forks();
    engines = begun.engines();
    device = String.valueOf(begun.device());
  }

  /** Forks get it as this JVM has it. */
  private void chooseCard() {
    if (device == null) {
      return;
    }
    String withCards =
        engines.stream()
            .filter(name -> name.equals("all") || Engines.hasCards(name))
            .findFirst()
            .map(name -> CudaEngine.NAME)
            .orElse(engines.getFirst());
    System.setProperty(
        BenchmarkCard.PROPERTY, String.valueOf(CardChoice.one("--device", device, withCards)));
  }

  private FinishedForks forks(Path folder, Header header) {
    if (resume == null) {
      return FinishedForks.begin(folder, header);
    }
    Header begun = FinishedForks.read(folder);
    if (!begun.equals(header)) {
      throw new InputException("%s: begun as %s, resumed as %s".formatted(folder, begun, header));
    }
    return FinishedForks.resume(folder);
  }

  private static boolean isWorse(List<RunRecord> before, RunRecord record, double effect) {
    if (before.isEmpty()) {
      return false;
    }
    RunComparison comparison = RunComparison.of(before, record, Axis.COMMIT, effect);
    System.out.println();
    System.out.print(ComparisonText.of(comparison));
    return comparison.isWorse(EnumSet.allOf(RunComparison.Worse.class));
  }

  private List<String> chosenEngines(Rows rows) {
    if (engines.equals(List.of("all"))) {
      return Stream.concat(
              Engines.names().stream()
                  .filter(name -> Engines.baseNames().contains(name) || rows.isReady(name)),
              PythonPeer.FLOAT32.stream())
          .toList();
    }
    List<String> known =
        Stream.concat(Engines.names().stream(), PythonPeer.ENGINES.stream()).toList();
    for (String name : engines) {
      if (!known.contains(name)) {
        throw new InputException("--engines: '%s' unknown; engines: %s".formatted(name, known));
      }
    }
    return engines;
  }

  private List<BenchmarkRow> benchmark(
      Rows rows, Header header, FinishedForks forks, Path folder, DataSet set) throws IOException {
    long imageBytes = set.train().pixels().byteSize();
    for (Options options :
        header.rows().parts(rows.participants(underJmh(header.engines())), imageBytes)) {
      RowParameters.require(BenchmarkPlan.items(options), Arm.tripletsOf(set.train().classes()));
      rows.expect(options, set.train());
    }
    try (PrintStream log =
        new PrintStream(
            new FileOutputStream(folder.resolve("jmh.log").toFile(), true),
            true,
            StandardCharsets.UTF_8)) {
      new ForkRunner(header.rows(), rounds(), header.data(), new TimeBudget(budget))
          .run(rows.participants(header.ready()), imageBytes, rows, forks, log);
      new PeerRun(python, header.rows(), inPython(header.engines()))
          .run(rows, set, forks.path().resolve("peer"), folder, log);
    }
    ForkFiles files = new ForkFiles(forks.path());
    ResultFormatFactory.getInstance(
            ResultFormatType.JSON, folder.resolve(RunRecord.JMH_FILE).toString())
        .writeOut(rows.timed());
    LatencyLog.write(folder.resolve(LatencyLog.FILE), files.latencies().values());
    return rows.rows(files, new Costs(set.train()));
  }

  /** On the card where there is one. */
  private Experiment.Outcome experiment(DataSet set, Path folder, Rows rows) {
    Protocol protocol = preset.protocol();
    String name = rows.isReady(CudaEngine.NAME) ? CudaEngine.NAME : CpuEngine.NAME;
    ExperimentFolder parts =
        ExperimentFolder.isBegun(folder)
            ? ExperimentFolder.resume(folder, set, name)
            : ExperimentFolder.begin(folder, protocol, set, name);
    try (Engine engine = Engines.open(name, 1);
        Progress progress = new Progress("trials", Experiment.workItems(protocol))) {
      TripletPictures.writeOrSayWhyNot(folder, engine, set, protocol.meanTest().perClass());
      return Experiment.run(
          engine, Engines.allProcessors(), set, protocol, parts, Experiment.Listener.to(progress));
    }
  }
}
