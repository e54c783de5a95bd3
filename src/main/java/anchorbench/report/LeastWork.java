package anchorbench.report;

import anchorbench.InputException;
import anchorbench.network.NetworkSpec;
import anchorbench.result.BenchmarkRow;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a row's work needs at least, by its definition: class means read a byte and add it; assembly
 * reads a byte, multiplies and writes four; a step is its matrix products over its pixels and
 * parameters, each parameter with gradient and moments read and written once.
 */
record LeastWork(double operations, double bytes) {
  /** Of other sizes the picture is off by one factor, roofs and rows alike. */
  private static final int PIXELS = 784;

  private static final int CLASSES = 10;
  private static final int IMAGES_A_TRIPLET = 3;
  private static final double BYTES_A_PARAMETER = 4.0 * 8;

  /** Null for rows that have other roofs, or that nobody here knows. */
  static LeastWork of(BenchmarkRow row, int trainImages) {
    Map<String, String> parameters = row.parameters();
    // Larger sets and cards' own limits have other roofs; a trained network leaves work out.
    if (parameters.getOrDefault("active", "all").equals("trained")
        || !parameters.getOrDefault("images", "x1").equals("x1")
        || row.engine().startsWith("cuda")
        || "cuda".equals(parameters.get("device"))) {
      return null;
    }
    OptionalInt batch = RowName.count(row, "batch");
    return switch (RowName.kernel(row)) {
      case "class-means" -> classMeans(row, trainImages);
      case "triplet-assembly" -> batch.isPresent() ? assembly(row, batch.getAsInt()) : null;
      case "training-step" -> batch.isPresent() ? step(row, batch.getAsInt()) : null;
      default -> null;
    };
  }

  private static LeastWork classMeans(BenchmarkRow row, int trainImages) {
    OptionalInt perClass = RowName.count(row, "perClass");
    if (perClass.isEmpty() && !"all".equals(row.parameters().get("perClass"))) {
      return null;
    }
    // A class has no more images than there are.
    double images =
        perClass.isEmpty()
            ? trainImages
            : Math.min(trainImages, (double) CLASSES * perClass.getAsInt());
    return new LeastWork(images * PIXELS, images * PIXELS);
  }

  /** Of a row of triplet assembly on any device; null if its batch is not known. */
  static LeastWork assembly(BenchmarkRow row) {
    OptionalInt batch = RowName.count(row, "batch");
    return batch.isPresent() ? assembly(row, batch.getAsInt()) : null;
  }

  private static LeastWork assembly(BenchmarkRow row, int batch) {
    double pixels = rows(row, batch) * PIXELS;
    return new LeastWork(pixels, pixels * (1 + Float.BYTES));
  }

  private static double rows(BenchmarkRow row, int batch) {
    return "random".equals(row.parameters().get("anchors"))
        ? (double) IMAGES_A_TRIPLET * batch
        : (IMAGES_A_TRIPLET - 1.0) * batch + CLASSES;
  }

  private static LeastWork step(BenchmarkRow row, int batch) {
    NetworkSpec network;
    try {
      network = NetworkSpec.parse(row.parameters().getOrDefault("network", ""));
    } catch (InputException e) {
      return null;
    }
    double rows = rows(row, batch);
    double products = 0;
    double count = 0;
    for (int layer = 0; layer < network.layers(); layer++) {
      double weights = (double) network.in(layer) * network.out(layer);
      // Forward, gradient of the weights, gradient of the input, which the first layer has no need
      // of; a multiplication and an addition each.
      products += (layer == 0 ? 2 : 3) * 2 * rows * weights;
      count += weights + network.out(layer);
    }
    return new LeastWork(products, rows * network.inputs() + count * BYTES_A_PARAMETER);
  }

  /** Operations a byte. */
  double intensity() {
    return operations / bytes;
  }

  /** Operations a second, in thousands of millions. */
  double rate(BenchmarkRow row) {
    return operations / row.meanMicros() / 1e3;
  }
}
