package anchorbench.engine.cuda;

/** A pool, with the ReLU behind it if there is one. */
final class PoolStage implements ImageStage {
  private final ImageKernels kernels;
  private final ImageWindow window;
  private final int rows;
  private final boolean largest;
  private final long chosen;

  private PoolStage(
      ImageKernels kernels, ImageWindow window, int rows, boolean largest, long chosen) {
    this.kernels = kernels;
    this.window = window;
    this.rows = rows;
    this.largest = largest;
    this.chosen = chosen;
  }

  /**
   * @param chosen device address of int32 [rows, output], scratch; 0 where nothing is trained
   */
  static PoolStage max(ImageKernels kernels, ImageWindow window, int rows, long chosen) {
    return new PoolStage(kernels, window, rows, true, chosen);
  }

  static PoolStage average(ImageKernels kernels, ImageWindow window, int rows) {
    return new PoolStage(kernels, window, rows, false, 0);
  }

  @Override
  public void forward(Stream stream) {
    if (largest) {
      kernels.maxPool(stream, window, rows, chosen);
    } else {
      kernels.averagePool(stream, window, rows);
    }
    if (window.out().rectified()) {
      kernels.relu(stream, window.out(), rows);
    }
  }

  @Override
  public void backward(Stream stream) {
    if (window.in().delta() == 0) {
      return;
    }
    if (largest) {
      kernels.maxPoolBackward(stream, window, rows, chosen);
    } else {
      kernels.averagePoolBackward(stream, window, rows);
    }
  }
}
