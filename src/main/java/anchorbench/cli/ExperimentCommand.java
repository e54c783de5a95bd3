package anchorbench.cli;

import anchorbench.data.DataSet;
import anchorbench.engine.Engine;
import anchorbench.engine.EngineInfo;
import anchorbench.experiment.Experiment;
import anchorbench.experiment.Protocol;
import anchorbench.network.Distance;
import anchorbench.output.Json;
import anchorbench.report.ExperimentText;
import anchorbench.report.Progress;
import anchorbench.result.ResultsFolder;
import anchorbench.result.RunRecord;
import anchorbench.triplet.Anchors;
import anchorbench.triplet.TripletSampler.Supply;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Random against mean anchors. */
@Command(
    name = "experiment",
    description = {
      "Trains every arm from the same seeds and compares them on shared tests.",
      "Each finished trial is in the folder at once; run.json is written at the end."
    })
final class ExperimentCommand implements Runnable {
  @Mixin private DataOptions data;
  @Mixin private EngineOptions engines;

  @Option(
      names = "--arms",
      split = ",",
      description = "the first is the baseline (default: random,mean:30)")
  private List<String> arms = Protocol.DEFAULT.arms();

  @Option(names = "--seeds", description = "trials of each arm (default: ${DEFAULT-VALUE})")
  private int seeds = Protocol.DEFAULT.seeds();

  @Option(names = "--seed", description = "the first seed (default: ${DEFAULT-VALUE})")
  private long firstSeed = Protocol.DEFAULT.firstSeed();

  @Option(names = "--epochs", description = "default: ${DEFAULT-VALUE}")
  private int epochs = Protocol.DEFAULT.epochs();

  @Option(
      names = "--per-class",
      description = "triplets of each class an epoch (default: ${DEFAULT-VALUE})")
  private int perClass = Protocol.DEFAULT.tripletsPerClass();

  @Option(names = "--pool", description = "the same triplets in every epoch")
  private boolean pool;

  @Option(names = "--batch", description = "default: ${DEFAULT-VALUE}")
  private int batch = Protocol.DEFAULT.batchSize();

  @Option(names = "--margin", description = "default: ${DEFAULT-VALUE}")
  private float margin = Protocol.DEFAULT.margin();

  @Option(names = "--distance", description = "euclidean or squared-euclidean")
  private String distance = Protocol.DEFAULT.distance().toString();

  @Option(names = "--learning-rate", description = "default: ${DEFAULT-VALUE}")
  private double learningRate = Protocol.DEFAULT.learningRate();

  @Option(names = "--network", description = "default: ${DEFAULT-VALUE}")
  private String network = Protocol.DEFAULT.network();

  @Option(
      names = "--validation",
      description = "last training images, kept out of training (default: a sixth)")
  private Integer validation;

  @Option(names = "--out", description = "folder (default: results/<utc>-<commit>)")
  private Path out;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    // Once before the images are loaded, so that a wrong option is refused at once.
    protocol(0);
    DataSet set = data.load();
    Protocol protocol = protocol(validation != null ? validation : set.train().count() / 6);
    int concurrently = Math.min(engines.threads(), protocol.seeds());
    try (Engine engine = engines.open(1)) {
      ResultsFolder folder = ResultsFolder.create(out);
      Experiment.Outcome outcome;
      try (Progress progress = new Progress("trials", Experiment.workItems(protocol) - 1)) {
        outcome =
            Experiment.run(
                engine,
                concurrently,
                set,
                protocol,
                trial -> {
                  Json.write(folder.file("trials").resolve(trial.fileName()), trial);
                  progress.step();
                });
      }
      EngineInfo info = engine.info();
      String command = String.join(" ", spec.root().commandLine().getParseResult().originalArgs());
      Json.write(
          folder.file(RunRecord.FILE),
          RunRecord.now(
              command,
              set,
              List.of(new RunRecord.EngineEntry(info.name(), info, null)),
              outcome,
              List.of()));
      System.out.println();
      System.out.print(ExperimentText.of(outcome));
      System.out.println("written to " + folder.path());
    }
  }

  private Protocol protocol(int validationImages) {
    Protocol protocol =
        new Protocol(
            arms.stream().map(arm -> Anchors.parse(arm).toString()).toList(),
            seeds,
            firstSeed,
            epochs,
            perClass,
            pool ? Supply.POOL : Supply.FRESH,
            validationImages,
            network,
            Distance.parse(distance),
            margin,
            learningRate,
            batch,
            Protocol.DEFAULT.pixelScale(),
            Protocol.DEFAULT.testTripletsPerClass(),
            Protocol.DEFAULT.neighbours());
    protocol.training(1);
    return protocol;
  }
}
