package anchorbench.bench;

import anchorbench.data.ClassIndex;
import anchorbench.data.ImageSet;
import anchorbench.engine.ClassMeans;
import anchorbench.network.NetworkSpec;
import anchorbench.result.BenchmarkCase;
import anchorbench.result.Cost;
import java.util.Map;
import java.util.stream.IntStream;

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
  private final ClassIndex index;

  /**
   * @param images that are trained on, once
   */
  Costs(ImageSet images) {
    this.images = images;
    index = new ClassIndex(images);
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
    int copies = BenchmarkImages.copies(parameters.get("images"));
    String perClass = parameters.get("perClass");
    int most = perClass.equals("all") ? ClassMeans.ALL : Integer.parseInt(perClass);
    double pixels =
        images.pixelsPerImage()
            * IntStream.range(0, index.classes())
                .mapToDouble(c -> (double) index.size(c) * copies)
                .map(size -> most == ClassMeans.ALL ? size : Math.min(most, size))
                .sum();
    return new Cost(pixels, pixels);
  }

  private Cost assembly(Map<String, String> parameters) {
    int batch = Integer.parseInt(parameters.get("batch"));
    int tableRows = tableRows(parameters, batch);
    double pixels = (double) rows(parameters, batch) * images.pixelsPerImage();
    return new Cost(pixels, BatchSize.bytesMoved(batch, tableRows, images.pixelsPerImage()));
  }

  private Cost step(Map<String, String> parameters) {
    NetworkSpec network =
        NetworkSpec.parse(parameters.get("network")).withInputs(images.pixelsPerImage());
    double rows = rows(parameters, Integer.parseInt(parameters.get("batch")));
    return new Cost(
        network.stepOperations(rows),
        rows * network.inputs() + network.parameters() * BYTES_PER_PARAMETER);
  }

  private int rows(Map<String, String> parameters, int batch) {
    return BatchSize.rows(batch, tableRows(parameters, batch));
  }

  /** Rows of the table that a batch has: a mean for each class. */
  private int tableRows(Map<String, String> parameters, int batch) {
    return parameters.get("anchors").equals("random") ? 0 : Math.min(index.classes(), batch);
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
