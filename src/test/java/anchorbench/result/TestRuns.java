package anchorbench.result;

import anchorbench.data.DataSet;
import anchorbench.data.SyntheticGarments;
import anchorbench.engine.Engine;
import anchorbench.engine.Engines;
import anchorbench.experiment.Experiment;
import anchorbench.experiment.Notebook;
import anchorbench.experiment.Protocol;
import anchorbench.experiment.Protocols;
import anchorbench.result.BenchmarkRow.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records to report and compare: a real small experiment and made-up times. */
public final class TestRuns {
  private static final DataSet DATA = new SyntheticGarments(3).dataSet(600, 200);

  private TestRuns() {}

  /** An experiment of six seeds on drawn images. */
  public static Experiment.Outcome experiment() {
    Protocol clean = Protocols.CLEAN.sized("test", 6, 1).untuned(1, 1e-3);
    try (Engine engine = Engines.open("cpu", 1)) {
      return Experiment.run(
          engine,
          2,
          DATA,
          new Protocol(
              clean.name(),
              List.of("random", "mean:5", "mean:20"),
              6,
              1,
              1,
              20,
              clean.supply(),
              clean.meansFrom(),
              clean.validation(),
              clean.validationShare(),
              0,
              clean.keep(),
              "784-16-8",
              clean.distance(),
              clean.margins(),
              clean.learningRates(),
              1,
              1,
              50,
              clean.pixelScale(),
              20,
              3),
          Notebook.NONE,
          Experiment.Listener.NONE);
    }
  }

  public static RunRecord run(Experiment.Outcome experiment, List<BenchmarkRow> rows) {
    return RunRecord.now("test", DATA, List.of(), experiment, rows);
  }

  /** A timed row; {@code samples} by fork. */
  public static BenchmarkRow row(String kernel, String engine, List<List<Double>> samples) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("batch", "128");
    parameters.put("engine", engine);
    double mean =
        samples.stream().flatMap(List::stream).mapToDouble(v -> v).average().orElseThrow();
    return new BenchmarkRow(
        kernel,
        engine,
        parameters,
        Status.TIMED,
        null,
        mean,
        samples,
        1,
        Double.NaN,
        null,
        null,
        null);
  }

  /** Samples around a mean, each fork a little off; the same for the same arguments. */
  public static List<List<Double>> samples(double mean, int forks, int shift) {
    List<List<Double>> samples = new ArrayList<>();
    for (int f = 0; f < forks; f++) {
      List<Double> fork = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        fork.add(mean * (1 + 0.004 * ((f * 7 + i * 3 + shift) % 5 - 2)));
      }
      samples.add(fork);
    }
    return samples;
  }
}
