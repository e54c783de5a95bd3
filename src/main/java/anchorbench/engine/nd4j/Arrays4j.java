package anchorbench.engine.nd4j;

import java.lang.foreign.MemorySegment;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** Kept arrays: ND4J allocates a result with every call that is not given one, which costs more. */
final class Arrays4j {
  private Arrays4j() {}

  /** Row-major, not cleared. */
  static INDArray allocate(DataType type, long... shape) {
    return Nd4j.createUninitialized(type, shape, 'c');
  }

  /** The memory of a whole array, for bulk copies. */
  static MemorySegment memory(INDArray array) {
    long bytes = array.length() * array.dataType().width();
    return MemorySegment.ofAddress(
            array.data().address() + array.offset() * array.dataType().width())
        .reinterpret(bytes);
  }

  /** {@code to[i] = from[rows[i]]}. */
  static void gather(INDArray from, INDArray rows, INDArray to) {
    Nd4j.exec(
        DynamicCustomOp.builder("gather")
            .addInputs(from, rows)
            .addOutputs(to)
            .addIntegerArguments(0)
            .build());
  }
}
