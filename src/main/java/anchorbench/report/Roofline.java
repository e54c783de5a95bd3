package anchorbench.report;

import anchorbench.network.NetworkSpec;
import anchorbench.report.Chart.Point;
import anchorbench.report.Chart.Series;
import anchorbench.result.BenchmarkRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The roofline (Williams, Waterman and Patterson 2009): operations a second over operations a byte.
 * The roofs are this run's own ceilings: the slope is the fastest reading or copying, the flat part
 * the fastest matrix products.
 *
 * <p>Operations and bytes are those the work needs at least, by its definition: class means read a
 * byte and add it; assembly reads a byte, multiplies and writes four; a step is its matrix products
 * over its pixels and parameters, each parameter with gradient and moments read and written once.
 */
final class Roofline {
  /** Of other sizes the picture is off by one factor, roofs and rows alike. */
  private static final int PIXELS = 784;

  private static final int CLASSES = 10;
  private static final int IMAGES_A_TRIPLET = 3;
  private static final double BYTES_A_PARAMETER = 4.0 * 8;

  private Roofline() {}

  /** What a row's work needs. */
  private record Work(double operations, double bytes) {
    double intensity() {
      return operations / bytes;
    }
  }

  /** Null where no ceiling was timed. */
  static Chart of(List<BenchmarkRow> rows, int trainImages) {
    double bandwidth = 0;
    double peak = 0;
    Map<String, List<List<Double>>> byEngine = new LinkedHashMap<>();
    double least = Double.MAX_VALUE;
    double most = 0;
    for (BenchmarkRow row : rows) {
      Work work = work(row, trainImages);
      if (work == null) {
        continue;
      }
      if (row.kernel().endsWith("-ceiling")) {
        // A step's ceiling does its products; the others move its bytes.
        if (row.kernel().startsWith("training-step")) {
          peak = Math.max(peak, work.operations() / row.meanMicros() / 1e3);
        } else {
          bandwidth = Math.max(bandwidth, work.bytes() / row.meanMicros() / 1e3);
        }
      } else {
        least = Math.min(least, work.intensity());
        most = Math.max(most, work.intensity());
        byEngine
            .computeIfAbsent(row.engine(), e -> new ArrayList<>())
            .add(new Point(work.intensity(), work.operations() / row.meanMicros() / 1e3).pair());
      }
    }
    if (bandwidth == 0 || peak == 0 || byEngine.isEmpty()) {
      return null;
    }
    List<Series> series = new ArrayList<>();
    byEngine.forEach(
        (engine, points) ->
            series.add(
                new Series(engine, "scatter", points, EngineColours.with(engine, Map.of()))));
    double ridge = peak / bandwidth;
    double from = Math.min(least, ridge) / 2;
    double to = Math.max(most, ridge) * 2;
    series.add(
        new Series(
            "this machine at best",
            "line",
            List.of(
                new Point(from, from * bandwidth).pair(),
                new Point(ridge, peak).pair(),
                new Point(to, peak).pair()),
            Map.of("symbol", "none")));
    Chart chart =
        Chart.byNumber(
            "roofline",
            "Roofline: every row against what this machine did at best in this run",
            "operations a byte",
            "Gop/s",
            series);
    chart.option().put("xAxis", Map.of("type", "log", "name", "op/B"));
    chart.option().put("yAxis", Map.of("type", "log", "name", "Gop/s"));
    return chart;
  }

  private static Work work(BenchmarkRow row, int trainImages) {
    Map<String, String> parameters = row.parameters();
    // Larger sets and cards' own limits have other roofs; a trained network leaves work out.
    if (parameters.getOrDefault("active", "all").equals("trained")
        || !parameters.getOrDefault("images", "x1").equals("x1")
        || row.engine().startsWith("cuda")
        || "cuda".equals(parameters.get("device"))) {
      return null;
    }
    return switch (row.kernel().replace("-ceiling", "")) {
      case "class-means" -> {
        String perClass = parameters.get("perClass");
        double images = perClass.equals("all") ? trainImages : CLASSES * Integer.parseInt(perClass);
        yield new Work(images * PIXELS, images * PIXELS);
      }
      case "triplet-assembly" -> {
        double pixels = rows(parameters) * PIXELS;
        yield new Work(pixels, pixels * (1 + Float.BYTES));
      }
      case "training-step" -> step(parameters);
      default -> null;
    };
  }

  private static double rows(Map<String, String> parameters) {
    int batch = Integer.parseInt(parameters.get("batch"));
    return parameters.get("anchors").equals("random")
        ? IMAGES_A_TRIPLET * batch
        : (IMAGES_A_TRIPLET - 1) * batch + CLASSES;
  }

  private static Work step(Map<String, String> parameters) {
    NetworkSpec network = NetworkSpec.parse(parameters.get("network"));
    double rows = rows(parameters);
    double products = 0;
    double count = 0;
    for (int layer = 0; layer < network.layers(); layer++) {
      double weights = (double) network.in(layer) * network.out(layer);
      // Forward, gradient of the weights, gradient of the input, which the first layer has no need
      // of; a multiplication and an addition each.
      products += (layer == 0 ? 2 : 3) * 2 * rows * weights;
      count += weights + network.out(layer);
    }
    return new Work(products, rows * network.inputs() + count * BYTES_A_PARAMETER);
  }
}
