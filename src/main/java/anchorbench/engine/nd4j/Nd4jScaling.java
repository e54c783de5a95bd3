package anchorbench.engine.nd4j;

import anchorbench.data.PixelScaling;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Scales rows in place. ND4J has no multiply-add for arrays: where there are offsets, the product
 * is rounded, and then the sum.
 */
final class Nd4jScaling implements AutoCloseable {
  private final PixelScaling scaling;

  /** float32 [pixels], a factor and an offset for each pixel; null where one does for all. */
  private final INDArray factors;

  private final INDArray offsets;

  /**
   * @param pixels numbers of a row
   */
  Nd4jScaling(PixelScaling scaling, int pixels) {
    this.scaling = scaling;
    int plane = scaling.plane(pixels);
    boolean one = scaling.pairs() == 1;
    factors = one ? null : Arrays4j.allocate(DataType.FLOAT, pixels);
    offsets = one ? null : Arrays4j.allocate(DataType.FLOAT, pixels);
    if (!one) {
      float[] values = new float[pixels];
      for (int p = 0; p < pixels; p++) {
        values[p] = scaling.factor(p / plane);
      }
      Arrays4j.fill(factors, values);
      for (int p = 0; p < pixels; p++) {
        values[p] = scaling.offset(p / plane);
      }
      Arrays4j.fill(offsets, values);
    }
  }

  /**
   * @param rows float32 [., pixels], 0..255
   */
  void apply(INDArray rows) {
    if (factors != null) {
      rows.muliRowVector(factors).addiRowVector(offsets);
      return;
    }
    rows.muli(scaling.factor(0));
    if (scaling.offset(0) != 0) {
      rows.addi(scaling.offset(0));
    }
  }

  @Override
  public void close() {
    if (factors != null) {
      factors.close();
      offsets.close();
    }
  }
}
