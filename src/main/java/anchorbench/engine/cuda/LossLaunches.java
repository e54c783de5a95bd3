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
  private final WorkStream workStream;
  private final Kernels kernels;
  private final TripletLoss loss;
  private final int width;
  private final DeviceBuffer violations;
  private final DeviceBuffer factors;
  private final FixedAnchors fixedAnchors;

  LossLaunches(
      WorkStream workStream, Kernels kernels, TrainingSpec spec, FixedAnchors fixedAnchors) {
    this.workStream = workStream;
    this.kernels = kernels;
    this.fixedAnchors = fixedAnchors;
    loss = spec.loss();
    width = spec.network().outputs();
    int batch = spec.batchSize();
    try {
      violations =
          owned.add(DeviceBuffer.floats(workStream.context(), workStream.stream(), WHAT, batch));
      factors =
          owned.add(
              DeviceBuffer.floats(workStream.context(), workStream.stream(), WHAT, 2L * batch));
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
      kernels.tableRows(workStream.stream(), fixed, width, plan, shape.slots(), embeddings);
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
      kernels.tripletLoss(workStream.stream(), sizes, buffers, at(plan, shape.anchorRowAt()));
    }
    if (shape.slots() > 0) {
      kernels.tripletLossShared(
          workStream.stream(),
          sizes,
          buffers,
          at(plan, shape.membersAt()),
          at(plan, shape.memberStartAt()),
          factors.address());
    }
    if (fixed != 0) {
      workStream.stream().fill(gradient, (long) shape.slots() * width * Float.BYTES);
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
