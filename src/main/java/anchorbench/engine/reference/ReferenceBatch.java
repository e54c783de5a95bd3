package anchorbench.engine.reference;

import anchorbench.engine.Batch;
import anchorbench.triplet.TripletIndices;

/** Triplets as the original keeps them: three images each, anchors repeated. */
final class ReferenceBatch implements Batch {
  private final ScaledRows source;
  private final float[][] rows;
  private int count;

  ReferenceBatch(ScaledRows source, int capacity) {
    this.source = source;
    this.rows = new float[3 * capacity][];
  }

  @Override
  public void assemble(TripletIndices triplets, int first, int count) {
    for (int i = 0; i < count; i++) {
      rows[3 * i] = source.anchor(triplets.anchor()[first + i]);
      rows[3 * i + 1] = source.image(triplets.positive()[first + i]);
      rows[3 * i + 2] = source.image(triplets.negative()[first + i]);
    }
    this.count = count;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public int rows() {
    return 3 * count;
  }

  @Override
  public void read(int triplet, float[] into) {
    for (int role = 0; role < 3; role++) {
      float[] row = rows[3 * triplet + role];
      System.arraycopy(row, 0, into, role * row.length, row.length);
    }
  }

  @Override
  public void close() {}
}
