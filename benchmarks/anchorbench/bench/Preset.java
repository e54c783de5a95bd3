package anchorbench.bench;

import anchorbench.data.DataSet;
import anchorbench.experiment.Protocol;
import java.util.List;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** How much is measured. */
enum Preset {
  /** Proves that everything runs; its times are rough. */
  SMOKE(1, 2, 2, 200, 2, 1),
  /** Every kernel with its ceiling, ten minutes on two cores. */
  QUICK(1, 3, 5, 500, 10, 10),
  /** Three forks of every row, engine by batch by network. */
  FULL(3, 5, 10, 1000, 20, 10);

  private final int forks;
  private final int warmups;
  private final int iterations;
  private final int iterationMillis;
  private final int seeds;
  private final int epochs;

  Preset(int forks, int warmups, int iterations, int iterationMillis, int seeds, int epochs) {
    this.forks = forks;
    this.warmups = warmups;
    this.iterations = iterations;
    this.iterationMillis = iterationMillis;
    this.seeds = seeds;
    this.epochs = epochs;
  }

  Protocol protocol(DataSet data) {
    Protocol d = Protocol.DEFAULT;
    return new Protocol(
        d.arms(),
        seeds,
        d.firstSeed(),
        epochs,
        d.tripletsPerClass(),
        d.supply(),
        data.train().count() / 6,
        d.network(),
        d.distance(),
        d.margin(),
        d.learningRate(),
        d.batchSize(),
        d.pixelScale(),
        d.testTripletsPerClass(),
        d.neighbours());
  }

  /**
   * What JMH is asked, one part after the other.
   *
   * @param engines those that are ready; the reference is slow and takes part where it is quick
   */
  List<OptionsBuilder> parts(List<String> engines) {
    List<String> fast = engines.stream().filter(name -> !name.equals("reference")).toList();
    String everything = "ClassMeans|TripletAssembly|TrainingStep";
    return switch (this) {
      case SMOKE ->
          List.of(
              part("ClassMeans", engines, "perClass=1000,all"),
              part("TripletAssembly", engines, "batch=1024", "anchors=random,mean"),
              part("TrainingStep", engines, "network=784-128-128-64", "batch=128"));
      case QUICK ->
          List.of(
              part("ClassMeans", engines),
              part("TripletAssembly", engines),
              part(
                  "TrainingStep",
                  fast,
                  "active=all,trained",
                  "network=784-128-128-64",
                  "batch=128"),
              part(
                  "TrainingStepBenchmark.trainingStep$",
                  List.of("reference"),
                  "network=784-128-128-64",
                  "batch=128"),
              part("TrainingStep", fast, "network=784-128-128-64", "batch=64,1024"),
              part("TrainingStep", fast, "network=784-512-256-64"));
      case FULL -> List.of(part(everything, engines, "active=all,trained"));
    };
  }

  private OptionsBuilder part(String include, List<String> engines, String... parameters) {
    OptionsBuilder options = new OptionsBuilder();
    options
        .include(include)
        .forks(forks)
        .warmupIterations(warmups)
        .warmupTime(TimeValue.milliseconds(iterationMillis))
        .measurementIterations(iterations)
        .measurementTime(TimeValue.milliseconds(iterationMillis))
        .param(RowKey.ENGINE, engines.toArray(String[]::new));
    for (String parameter : parameters) {
      int equals = parameter.indexOf('=');
      options.param(parameter.substring(0, equals), parameter.substring(equals + 1).split(",", -1));
    }
    return options;
  }
}
