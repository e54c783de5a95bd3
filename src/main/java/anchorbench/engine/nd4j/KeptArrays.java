package anchorbench.engine.nd4j;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The arrays of one network, which are given back together. */
final class KeptArrays implements AutoCloseable {
  private final List<INDArray> arrays = new ArrayList<>();

  /** float32, row-major, not cleared. */
  INDArray allocate(long... shape) {
    INDArray array = Arrays4j.allocate(DataType.FLOAT, shape);
    arrays.add(array);
    return array;
  }

  @Override
  public void close() {
    arrays.forEach(INDArray::close);
  }
}
