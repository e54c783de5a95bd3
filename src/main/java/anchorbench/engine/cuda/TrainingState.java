package anchorbench.engine.cuda;

import anchorbench.engine.TrainingSpec;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;

/** What training steps read and write, whichever way they are made. */
final class TrainingState implements AutoCloseable {
  private final Resources owned = new Resources();
  private final int mostRows;
  private final RowSource source;
  private final ConvolutionChoice convolutions;
  private final DeviceParameters parameters;
  private final FixedAnchors fixedAnchors;

  TrainingState(
      Stream stream,
      CudaEngine engine,
      CudaImages images,
      AnchorTable anchors,
      TrainingSpec spec,
      Weights initial) {
    int batch = spec.batchSize();
    mostRows = new PlanShape(Math.min(anchors.rows(), batch), 3, batch).rows();
    try {
      convolutions =
          owned.add(
              ConvolutionChoice.of(
                  stream, engine.convolutions(), spec.network(), engine.arithmetic(), mostRows));
      source = RowSource.on(stream, owned, "a trainer", images, anchors, spec.scaling());
      parameters =
          owned.add(
              new DeviceParameters(
                  stream,
                  spec.network(),
                  convolutions.order(spec.network()),
                  spec.adam(),
                  engine.arithmetic()));
      fixedAnchors = owned.add(new FixedAnchors(stream));
      parameters.set(stream, engine.kernels(), initial);
    } catch (RuntimeException e) {
      owned.close();
      throw e;
    }
  }

  /** Rows of the largest step. */
  int mostRows() {
    return mostRows;
  }

  RowSource source() {
    return source;
  }

  ConvolutionChoice convolutions() {
    return convolutions;
  }

  DeviceParameters parameters() {
    return parameters;
  }

  FixedAnchors fixedAnchors() {
    return fixedAnchors;
  }

  @Override
  public void close() {
    owned.close();
  }
}
