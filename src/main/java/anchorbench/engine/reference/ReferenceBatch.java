package anchorbench.engine.reference;

import anchorbench.engine.TripletBatch;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletIndices;

/** Triplets as the original keeps them: three images each, anchors repeated. */
final class ReferenceBatch implements TripletBatch {
  private final int pixels;
  private final float[][] rows;
  private int count;

  ReferenceBatch(int pixels, int capacity) {
    this.pixels = pixels;
    this.rows = new float[3 * capacity][];
  }

  void assemble(
      ReferenceImages images,
      AnchorTable anchors,
      TripletIndices triplets,
      int first,
      int count,
      float pixelScale) {
    for (int i = 0; i < count; i++) {
      rows[3 * i] = images.scaledAnchor(anchors, triplets.anchor()[first + i], pixelScale);
      rows[3 * i + 1] = images.scaled(triplets.positive()[first + i], pixelScale);
      rows[3 * i + 2] = images.scaled(triplets.negative()[first + i], pixelScale);
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
      System.arraycopy(rows[3 * triplet + role], 0, into, role * pixels, pixels);
    }
  }

  @Override
  public void close() {}
}
