package anchorbench.engine.cuda;

import anchorbench.engine.TrainingSpec;
import anchorbench.network.Distance;
import anchorbench.network.TripletLoss;

/**
 * The launches of the triplet loss: from the embeddings of a batch to the loss by embedding. They
 * know nothing of the network.
 */
final class LossLaunches implements AutoCloseable {
  private static final String WHAT = "a trainer";

  private final Resources owned = new Resources();
  private final Stream stream;
  private final Kernels kernels;
  private final TripletLoss loss;
  private final int width;
  private final DeviceBuffer violations;
  private final DeviceBuffer factors;
  private final FixedAnchors fixedAnchors;

  LossLaunches(Stream stream, Kernels kernels, TrainingSpec spec, FixedAnchors fixedAnchors) {
    this.stream = stream;
    this.kernels = kernels;
    this.fixedAnchors = fixedAnchors;
    loss = spec.loss();
    width = spec.network().outputs();
    int batch = spec.batchSize();
    try {
      violations = owned.add(DeviceBuffer.floats(stream.context(), stream, WHAT, batch));
      factors = owned.add(DeviceBuffer.floats(stream.context(), stream, WHAT, 2L * batch));
    } catch (RuntimeException e) {
      owned.close();
      throw e;
    }
  }

  /** float32 [batch]: each triplet's loss, which the update adds up. */
  DeviceBuffer violations() {
    return violations;
  }

  /**
   * @param plan device address of the step's plan
   * @param embeddings device address, float32 [shape.rows(), width]; rows of fixed anchors are
   *     written over
   * @param gradient device address, float32 [shape.rows(), width], written
   */
  void run(PlanShape shape, long plan, long embeddings, long gradient) {
    long fixed = fixedAnchors.address(shape);
    if (fixed != 0) {
      kernels.tableRows(stream, fixed, width, plan, shape.slots(), embeddings);
    }
    Kernels.LossShape sizes =
        new Kernels.LossShape(
            width,
            shape.slots(),
            shape.stride(),
            shape.count(),
            loss.margin(),
            loss.distance() == Distance.SQUARED_EUCLIDEAN);
    Kernels.LossBuffers buffers =
        new Kernels.LossBuffers(embeddings, gradient, violations.address());
    if (shape.stride() == 3) {
      kernels.tripletLoss(stream, sizes, buffers, at(plan, shape.anchorRowAt()));
    }
    if (shape.slots() > 0) {
      kernels.tripletLossShared(
          stream,
          sizes,
          buffers,
          at(plan, shape.membersAt()),
          at(plan, shape.memberStartAt()),
          factors.address());
    }
    if (fixed != 0) {
      stream.fill(gradient, (long) shape.slots() * width * Float.BYTES);
    }
  }

  private static long at(long plan, int index) {
    return plan + (long) index * Integer.BYTES;
  }

  @Override
  public void close() {
    owned.close();
  }
}
