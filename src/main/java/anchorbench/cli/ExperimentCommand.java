package anchorbench.cli;

import anchorbench.InputException;
import anchorbench.data.DataSet;
import anchorbench.device.EngineDescriptor;
import anchorbench.engine.DeviceException;
import anchorbench.engine.Engine;
import anchorbench.experiment.Experiment;
import anchorbench.experiment.Plan;
import anchorbench.experiment.StoppedException;
import anchorbench.experiment.Trial;
import anchorbench.experiment.protocol.Protocol;
import anchorbench.gallery.TripletPictures;
import anchorbench.network.NetworkSpec;
import anchorbench.output.Json;
import anchorbench.output.Progress;
import anchorbench.report.ExperimentText;
import anchorbench.report.PlanText;
import anchorbench.report.ProtocolText;
import anchorbench.report.Report;
import anchorbench.report.ReportFiles;
import anchorbench.result.Checksums;
import anchorbench.result.ExperimentFolder;
import anchorbench.result.ResultsFolder;
import anchorbench.result.RunLock;
import anchorbench.result.RunReader;
import anchorbench.result.RunRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Random against mean anchors, and others. */
@Command(
    name = "experiment",
    description = {
      "Trains every arm from the same seeds and compares them on shared tests.",
      "Each finished trial is in the folder at once; run.json is written at the end.",
      "A setting that is not given is the preset's; --dump-protocol FILE shows them all."
    })
final class ExperimentCommand implements Callable<Integer> {
  @Mixin private DataOptions data;
  @Mixin private CardsOptions cards;
  @Mixin private ProtocolOptions protocols;

  @Option(names = "--dump-protocol", description = "writes the protocol to a file; trains nothing")
  private Path dump;

  @Option(names = "--out", description = "folder to write to (default: results/<utc>-<commit>)")
  private Path out;

  @Option(
      names = "--resume",
      description = "folder of an experiment that was cut off, to continue it")
  private Path resume;

  @Option(
      names = "--plan",
      split = ",",
      paramLabel = "POINTS",
      description = {
        "says how many seeds differences of so many points need, and how long that takes here:",
        "by --pilot, or by this experiment once it is done"
      })
  private List<Double> plan;

  @Option(
      names = "--pilot",
      description = "for --plan: folder of an experiment that is done; nothing is trained")
  private Path pilot;

  @Spec private CommandSpec spec;

  /** 1 if a trial failed: there is a record, but not of all that was asked for. */
  @Override
  public Integer call() {
    List<Double> differences = differences();
    if (pilot != null) {
      refuseOthers("--pilot trains nothing", List.of("--out", "--resume", "--dump-protocol"));
      System.out.print(PlanText.of(Plan.of(pilotOutcome(), differences), cards.trialsPerCard(1)));
      return 0;
    }
    Protocol protocol = resume == null ? protocols.protocol() : resumed();
    if (!differences.isEmpty()) {
      Plan.requirePossible(protocol);
    }
    if (dump != null) {
      Json.write(dump, protocol);
      System.out.println(dump);
      return 0;
    }
    List<Integer> ordinals = cards.ordinals();
    DataSet set = data.load();
    Experiment.requirePossible(protocol, set);
    try (CardsOptions.Opened opened = cards.open(ordinals)) {
      Engine engine = opened.engines().getFirst();
      NetworkSpec network = protocol.training().networkOn(set.train().shape());
      cards.requireRuns(engine, network);
      Path folder = resume == null ? ResultsFolder.create(out).path() : resume;
      try (RunLock _ = RunLock.of(folder)) {
        String name = engine.descriptor().name();
        ExperimentFolder parts =
            resume == null
                ? ExperimentFolder.begin(folder, protocol, set, name)
                : ExperimentFolder.resume(folder, set, name);
        System.out.print(ProtocolText.of(protocol));
        TripletPictures.writeOrSayWhyNot(folder, engine, set, protocol.meanTest().perClass());
        Experiment.Outcome outcome = experiment(opened, set, protocol, parts);
        List<EngineDescriptor> used = opened.engines().stream().map(Engine::descriptor).toList();
        EngineDescriptor together = EngineDescriptor.together(used).with(engine.notes(network));
        finish(folder, set, together, outcome);
        if (!differences.isEmpty()) {
          System.out.println();
          System.out.print(
              PlanText.of(
                  Plan.of(outcome, differences),
                  opened.engines().size() * cards.trialsPerCard(opened.engines().size())));
        }
        return exitCode(outcome);
      }
    }
  }

  /** What {@code --plan} is to show, as shares. */
  private List<Double> differences() {
    if (plan == null) {
      if (pilot != null) {
        throw new InputException("--pilot is for --plan: give the points to be shown, e.g. 0.5");
      }
      return List.of();
    }
    for (double points : plan) {
      if (!(points > 0 && points <= 100)) {
        throw new InputException("--plan " + points + ": expected points above 0, up to 100");
      }
    }
    return plan.stream().map(points -> points / 100).toList();
  }

  private Experiment.Outcome pilotOutcome() {
    Experiment.Outcome outcome = RunReader.read(pilot).experiment();
    if (outcome == null) {
      throw new InputException("--pilot " + pilot + ": a record without an experiment");
    }
    return outcome;
  }

  /** The protocol of the folder: another one would be another experiment. */
  private Protocol resumed() {
    refuseOthers("--resume keeps the settings of its folder", List.of("--out"));
    return ExperimentFolder.read(resume).protocol();
  }

  /** Options that would do nothing: those named, and every setting of a protocol. */
  private void refuseOthers(String because, List<String> named) {
    List<String> others = new ArrayList<>(named);
    for (OptionSpec option :
        spec.mixins().values().stream().flatMap(m -> m.options().stream()).toList()) {
      if (option.userObject() instanceof java.lang.reflect.Field field
          && field.getDeclaringClass() == ProtocolOptions.class) {
        others.add(option.longestName());
      }
    }
    for (String other : others) {
      if (spec.commandLine().getParseResult().hasMatchedOption(other)) {
        throw new InputException(because + "; leave out " + other);
      }
    }
  }

  private Experiment.Outcome experiment(
      CardsOptions.Opened opened, DataSet set, Protocol protocol, ExperimentFolder parts) {
    List<Engine> engines = opened.engines();
    int atOnce = cards.trialsPerCard(engines.size());
    try (Progress progress = new Progress("trials", Experiment.workItems(protocol))) {
      return Experiment.run(
          engines, atOnce, set, protocol, parts, Experiment.Listener.to(progress));
    } catch (StoppedException e) {
      throw new DeviceException(
          "%s. Finished trials are kept; continue with: anchorbench experiment --resume %s%s%s%s"
              .formatted(
                  e.getMessage(),
                  parts.path(),
                  data.asGiven(),
                  cards.asGiven(),
                  opened.without(e.failed())),
          e);
    }
  }

  private static int exitCode(Experiment.Outcome outcome) {
    List<Trial> failed = outcome.failed();
    if (failed.isEmpty()) {
      return 0;
    }
    Trial first = failed.getFirst();
    System.err.printf(
        Locale.ROOT,
        "anchorbench: %d of %d trials failed, the first %s seed %d: %s%n",
        failed.size(),
        outcome.trials().size(),
        first.arm(),
        first.seed(),
        first.diagnosis());
    return Main.FAILED;
  }

  private void finish(Path folder, DataSet set, EngineDescriptor info, Experiment.Outcome outcome) {
    String command = String.join(" ", spec.root().commandLine().getParseResult().originalArgs());
    RunRecord record =
        RunRecord.now(
            command,
            set,
            List.of(new RunRecord.EngineEntry(info.name(), info, null)),
            outcome,
            List.of());
    Json.write(folder.resolve(RunRecord.FILE), record);
    Checksums.write(folder);
    ReportFiles.write(folder, List.of(Report.of(record, folder)));
    System.out.println();
    System.out.println(set.headline());
    System.out.print(ExperimentText.of(outcome));
    System.out.println("written to " + folder);
  }
}
