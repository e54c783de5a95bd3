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
  private static final int HIGH = 380;

  private Roofline() {}

  /** Marks of the kernels, after the order of their intensity. */
  private static final Map<String, String> MARKS =
      Map.of("class-means", "triangle", "triplet-assembly", "rect", "training-step", "circle");

  /** What a row's work needs. */
  private record Need(double operations, double bytes) {
    double intensity() {
      return operations / bytes;
    }

    /** Operations a second, in thousands of millions. */
    double rate(BenchmarkRow row) {
      return operations / row.meanMicros() / 1e3;
    }
  }

  /** Null where no ceiling was timed. */
  static Chart of(List<BenchmarkRow> rows, int trainImages) {
    double bandwidth = 0;
    double peak = 0;
    Map<String, List<Object>> byEngine = new LinkedHashMap<>();
    double least = Double.MAX_VALUE;
    double most = 0;
    for (BenchmarkRow row : rows) {
      Need need = need(row, trainImages);
      if (need == null) {
        continue;
      }
      if (row.measuresMachine()) {
        // A step's ceiling does its products; the others move its bytes.
        if (RowName.kernel(row).equals("training-step")) {
          peak = Math.max(peak, need.rate(row));
        } else {
          bandwidth = Math.max(bandwidth, need.bytes() / row.meanMicros() / 1e3);
        }
      } else {
        least = Math.min(least, need.intensity());
        most = Math.max(most, need.intensity());
        byEngine.computeIfAbsent(row.engine(), e -> new ArrayList<>()).add(point(row, need));
      }
    }
    if (bandwidth == 0 || peak == 0 || byEngine.isEmpty()) {
      return null;
    }
    List<Series> series = new ArrayList<>();
    byEngine.forEach(
        (engine, points) ->
            series.add(
                new Series(
                    engine,
                    "scatter",
                    points,
                    Palette.with(Palette.engine(engine), Map.of("symbolSize", 9)))));
    double ridge = peak / bandwidth;
    double from = Math.min(least, ridge) / 2;
    double to = Math.max(most, ridge) * 2;
    series.add(
        new Series(
            "the machine at best",
            "line",
            List.of(
                new Point(from, from * bandwidth).pair(),
                new Point(ridge, peak).pair(),
                new Point(to, peak).pair()),
            Palette.with("ink", Map.of("symbol", "none"))));
    return Chart.of(
            "roofline",
            "Roofline: triangles are class means, squares assembly, dots steps",
            Chart.logarithmic("operations a byte"),
            Chart.logarithmic("Gop/s"),
            series)
        .wide(HIGH);
  }

  private static Map<String, Object> point(BenchmarkRow row, Need need) {
    Map<String, Object> point = new LinkedHashMap<>();
    point.put("value", new Point(need.intensity(), need.rate(row)).pair());
    point.put("symbol", MARKS.get(row.kernel()));
    point.put("name", RowName.title(row.kernel()) + ", " + RowName.work(row));
    return point;
  }

  private static Need need(BenchmarkRow row, int trainImages) {
    Map<String, String> parameters = row.parameters();
    // Larger sets and cards' own limits have other roofs; a trained network leaves work out.
    if (parameters.getOrDefault("active", "all").equals("trained")
        || !parameters.getOrDefault("images", "x1").equals("x1")
        || row.engine().startsWith("cuda")
        || "cuda".equals(parameters.get("device"))) {
      return null;
    }
    return switch (RowName.kernel(row)) {
      case "class-means" -> {
        String perClass = parameters.get("perClass");
        double images = perClass.equals("all") ? trainImages : CLASSES * Integer.parseInt(perClass);
        yield new Need(images * PIXELS, images * PIXELS);
      }
      case "triplet-assembly" -> {
        double pixels = rows(parameters) * PIXELS;
        yield new Need(pixels, pixels * (1 + Float.BYTES));
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

  private static Need step(Map<String, String> parameters) {
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
    return new Need(products, rows * network.inputs() + count * BYTES_A_PARAMETER);
  }
}
