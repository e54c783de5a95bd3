package anchorbench.engine.nd4j;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
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

  /** A whole array's memory where Java can read it: what a card has changed is fetched first. */
  static MemorySegment toRead(INDArray array) {
    Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
    long bytes = array.length() * array.dataType().width();
    return MemorySegment.ofAddress(
            array.data().address() + array.offset() * array.dataType().width())
        .reinterpret(bytes);
  }

  /** Writes into a whole array's memory; a card fetches the change before it next reads. */
  static void write(INDArray array, Consumer<MemorySegment> writer) {
    writer.accept(toRead(array));
    Nd4j.getAffinityManager().tagLocation(array, Location.HOST);
  }

  /** Overwrites the start of an array. */
  static void fill(INDArray array, float[] values) {
    write(array, memory -> MemorySegment.copy(values, 0, memory, JAVA_FLOAT, 0, values.length));
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
