package anchorbench.engine.cpu.neighbours;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Four queries by two vectors of rows, in registers. */
public final class VectorPanelScores implements PanelScores {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = FLOATS.length();
  private static final ByteOrder NATIVE = ByteOrder.nativeOrder();

  private static FloatVector load(MemorySegment values, long at) {
    return FloatVector.fromMemorySegment(FLOATS, values, at * Float.BYTES, NATIVE);
  }

  @Override
  public int queries() {
    return 4;
  }

  @Override
  public int columns() {
    return 2 * LANES;
  }

  @Override
  public int scores(float[] queries, float[] thresholds, int first, Panel panel, float[] scores) {
    MemorySegment values = panel.values();
    int width = panel.width();
    FloatVector a0 = FloatVector.zero(FLOATS);
    FloatVector a1 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector c0 = a0;
    FloatVector c1 = a0;
    FloatVector d0 = a0;
    FloatVector d1 = a0;
    int a = first * width;
    int b = a + width;
    int c = b + width;
    int d = c + width;
    for (int k = 0; k < width; k++) {
      long at = 2L * LANES * k;
      FloatVector left = load(values, at);
      FloatVector right = load(values, at + LANES);
      FloatVector query = FloatVector.broadcast(FLOATS, queries[a + k]);
      a0 = left.fma(query, a0);
      a1 = right.fma(query, a1);
      query = FloatVector.broadcast(FLOATS, queries[b + k]);
      b0 = left.fma(query, b0);
      b1 = right.fma(query, b1);
      query = FloatVector.broadcast(FLOATS, queries[c + k]);
      c0 = left.fma(query, c0);
      c1 = right.fma(query, c1);
      query = FloatVector.broadcast(FLOATS, queries[d + k]);
      d0 = left.fma(query, d0);
      d1 = right.fma(query, d1);
    }
    FloatVector left = load(panel.offsets(), 0);
    FloatVector right = load(panel.offsets(), LANES);
    return within(a0.add(left), a1.add(right), thresholds[first], 0, scores)
        | within(b0.add(left), b1.add(right), thresholds[first + 1], 1, scores)
        | within(c0.add(left), c1.add(right), thresholds[first + 2], 2, scores)
        | within(d0.add(left), d1.add(right), thresholds[first + 3], 3, scores);
  }

  private static int within(
      FloatVector left, FloatVector right, float threshold, int query, float[] scores) {
    if (!left.min(right).compare(VectorOperators.LE, threshold).anyTrue()) {
      return 0;
    }
    left.intoArray(scores, query * 2 * LANES);
    right.intoArray(scores, query * 2 * LANES + LANES);
    return 1 << query;
  }
}
