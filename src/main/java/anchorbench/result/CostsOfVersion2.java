package anchorbench.result;

import anchorbench.InputException;
import anchorbench.network.NetworkSpec;
import tools.jackson.databind.JsonNode;

/**
 * What a case's work needs at least, for records of before, which did not say it: of images of
 * {@value #PIXELS} pixels in {@value #CLASSES} classes. For others the picture is off by one
 * factor, roofs and rows alike.
 */
final class CostsOfVersion2 {
  private static final int PIXELS = 784;
  private static final int CLASSES = 10;
  private static final int IMAGES_PER_TRIPLET = 3;

  /** A parameter with gradient and two moments, each read and written. */
  private static final double BYTES_PER_PARAMETER = 4.0 * 8;

  private static final double COPIED_BYTES = 2.0 * (1L << 30);

  private final JsonNode parameters;

  private CostsOfVersion2(JsonNode parameters) {
    this.parameters = parameters;
  }

  /** Null for cases that nobody here knows, and for trained networks, which leave work out. */
  static Cost of(JsonNode benchmark, int trainImages) {
    CostsOfVersion2 costs = new CostsOfVersion2(benchmark.path("parameters"));
    if (costs.text("active").equals("trained")) {
      return null;
    }
    int batch = costs.count("batch");
    String kernel = benchmark.path("kernel").asString("");
    String peak = "-ceiling";
    Cost cost = costs.ofKernel(kernel.replace(peak, ""), batch, trainImages);
    if (cost == null || !kernel.endsWith(peak)) {
      return cost;
    }
    // A step's peak does its products alone; the others move their bytes alone.
    return kernel.startsWith("training-step")
        ? new Cost(cost.operations(), 0)
        : new Cost(0, cost.bytes());
  }

  private Cost ofKernel(String kernel, int batch, int trainImages) {
    return switch (kernel) {
      case "class-means" -> classMeans(trainImages);
      case "triplet-assembly" -> batch > 0 ? assembly(batch) : null;
      case "training-step", "training-step-in-epoch" -> batch > 0 ? step(batch) : null;
      case "device-limit" -> text("limit").equals("COPY") ? new Cost(0, COPIED_BYTES) : null;
      default -> null;
    };
  }

  private Cost classMeans(int trainImages) {
    int perClass = count("perClass");
    if (perClass == 0 && !text("perClass").equals("all")) {
      return null;
    }
    // A class has no more images than there are.
    double images =
        perClass == 0
            ? (double) trainImages * copies()
            : Math.min(trainImages, (double) CLASSES * perClass);
    return new Cost(images * PIXELS, images * PIXELS);
  }

  private Cost assembly(int batch) {
    double pixels = rows(batch) * PIXELS;
    return new Cost(pixels, pixels * (1 + Float.BYTES));
  }

  private double rows(int batch) {
    return text("anchors").equals("random")
        ? (double) IMAGES_PER_TRIPLET * batch
        : (IMAGES_PER_TRIPLET - 1.0) * batch + CLASSES;
  }

  private Cost step(int batch) {
    NetworkSpec network;
    try {
      network = NetworkSpec.parse(text("network"));
    } catch (InputException e) {
      return null;
    }
    double rows = rows(batch);
    return new Cost(
        network.plan().stepOperations(rows),
        rows * network.inputs() + network.parameters() * BYTES_PER_PARAMETER);
  }

  private int copies() {
    String images = text("images");
    return images.matches("x[1-9]\\d?") ? Integer.parseInt(images.substring(1)) : 1;
  }

  private int count(String parameter) {
    String value = text(parameter);
    return value.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(value) : 0;
  }

  private String text(String parameter) {
    return parameters.path(parameter).asString("");
  }
}
