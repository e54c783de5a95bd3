package anchorbench.bench;

import anchorbench.data.ImageSet;
import anchorbench.engine.ClassMeans;
import anchorbench.network.NetworkSpec;
import anchorbench.result.BenchmarkCase;
import anchorbench.result.Cost;
import java.util.Map;

/**
 * What the cases need at least, by their definitions: class means read a byte and add it; assembly
 * reads a byte, multiplies and writes four; a step is its matrix products over its pixels and
 * parameters, each parameter with gradient and moments read and written once.
 */
final class Costs {
  /** A parameter with gradient and two moments, each read and written. */
  private static final double BYTES_PER_PARAMETER = 8.0 * Float.BYTES;

  private static final double COPIED = 1L << 30;
  private static final double GEMM_SIZE = 8192;

  private final ImageSet images;

  /**
   * @param images that are trained on: the chosen set
   */
  Costs(ImageSet images) {
    this.images = images;
  }

  /** A row's case with its cost. */
  BenchmarkCase of(RowKey key) {
    return new BenchmarkCase(key.kernel(), key.parameters(), key.drawSeed(), cost(key));
  }

  /** Null where the definition does not say it. */
  private Cost cost(RowKey key) {
    Map<String, String> parameters = key.parameters();
    if (parameters.getOrDefault("active", "all").equals("trained")) {
      return null;
    }
    Cost cost = ofKernel(key.work().kernel(), parameters);
    if (cost == null || !key.isPeakOfKernel()) {
      return cost;
    }
    // A step's peak does its products alone; the others move their bytes alone.
    return key.work().kernel().startsWith("training-step")
        ? new Cost(cost.operations(), 0)
        : new Cost(0, cost.bytes());
  }

  private Cost ofKernel(String kernel, Map<String, String> parameters) {
    return switch (kernel) {
      case "class-means" -> classMeans(parameters);
      case "triplet-assembly" -> assembly(parameters);
      case "training-step", "training-step-in-epoch" -> step(parameters);
      case "device-limit" -> limit(parameters.get("limit"));
      default -> null;
    };
  }

  private Cost classMeans(Map<String, String> parameters) {
    RowImages.Extent extent = extent(parameters);
    String perClass = parameters.get("perClass");
    int most = perClass.equals("all") ? ClassMeans.ALL : Integer.parseInt(perClass);
    double pixels =
        extent.pixels()
            * extent.ofClass().stream()
                .mapToDouble(size -> most == ClassMeans.ALL ? size : Math.min(most, size))
                .sum();
    return new Cost(pixels, pixels);
  }

  private Cost assembly(Map<String, String> parameters) {
    int batch = Integer.parseInt(parameters.get("batch"));
    int tableRows = tableRows(parameters, batch);
    int pixels = extent(parameters).pixels();
    return new Cost(
        (double) BatchSize.rows(batch, tableRows) * pixels,
        BatchSize.bytesMoved(batch, tableRows, pixels));
  }

  private Cost step(Map<String, String> parameters) {
    NetworkSpec network = RowNetwork.of(parameters).on(images);
    int batch = Integer.parseInt(parameters.get("batch"));
    double rows = BatchSize.rows(batch, tableRows(parameters, batch));
    return new Cost(
        network.plan().stepOperations(rows),
        rows * network.inputs() + network.parameters() * BYTES_PER_PARAMETER);
  }

  /** Rows of the table that a batch has: a mean for each class. */
  private int tableRows(Map<String, String> parameters, int batch) {
    return parameters.get("anchors").equals("random")
        ? 0
        : Math.min(extent(parameters).classes(), batch);
  }

  /** A step's network says what images it is trained on. */
  private RowImages.Extent extent(Map<String, String> parameters) {
    RowNetwork network = RowNetwork.of(parameters);
    if (network != null) {
      return network.images().extent(images);
    }
    return RowImages.parse(parameters.getOrDefault(RowImages.PARAMETER, RowImages.CHOSEN))
        .extent(images);
  }

  private static Cost limit(String limit) {
    return switch (limit) {
      case "COPY" -> new Cost(0, 2 * COPIED);
      case "GEMM_FLOAT32", "GEMM_TF32" ->
          new Cost(2 * Math.pow(GEMM_SIZE, 3), 3 * Float.BYTES * GEMM_SIZE * GEMM_SIZE);
      default -> null;
    };
  }
}
