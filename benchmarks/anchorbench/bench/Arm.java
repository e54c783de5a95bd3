package anchorbench.bench;

import anchorbench.data.ClassIndex;
import anchorbench.data.ImageSet;
import anchorbench.engine.reference.ReferenceEngine;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.Anchors;
import anchorbench.triplet.TripletIndices;
import anchorbench.triplet.TripletSampler;
import anchorbench.triplet.TripletSampler.Supply;

/**
 * Triplets of an arm and the anchors they refer to, for the training images.
 *
 * @param name e.g. {@code mean:30}
 */
record Arm(String name, AnchorTable anchors, TripletIndices triplets) {
  /** Triplets and weights of every benchmark are drawn from it. */
  static final long SEED = 1;

  private static final int PER_CLASS = 3000;

  /** How many are drawn of images of so many classes. */
  static int tripletsOf(int classes) {
    return PER_CLASS * classes;
  }

  static Arm of(String name, ImageSet images) {
    Anchors anchors = Anchors.parse(name);
    AnchorTable table =
        anchors instanceof Anchors.RandomImage
            ? AnchorTable.none(images.pixelsPerImage())
            : new ReferenceEngine().classMeans(images, Anchors.DEFAULT_PER_CLASS).asAnchors();
    TripletIndices triplets =
        new TripletSampler(new ClassIndex(images), anchors, Supply.FRESH, PER_CLASS, SEED).epoch(0);
    return new Arm(anchors.toString(), table, triplets);
  }

  /** Triplets of so many steps: the arm's, again from the start where they end. */
  TripletIndices steps(int steps, int batch) {
    TripletIndices run = TripletIndices.allocate(steps * batch);
    for (int i = 0; i < run.count(); i++) {
      run.anchor()[i] = triplets.anchor()[i % triplets.count()];
      run.positive()[i] = triplets.positive()[i % triplets.count()];
      run.negative()[i] = triplets.negative()[i % triplets.count()];
    }
    return run;
  }

  /** Rows that {@code batch} triplets come to: table anchors count once. */
  int rows(int batch) {
    return BatchSize.rows(batch, tableRows(batch));
  }

  /** Bytes that assembling {@code batch} triplets must move. */
  long bytesMoved(int batch) {
    return BatchSize.bytesMoved(batch, tableRows(batch), anchors.pixels());
  }

  private int tableRows(int batch) {
    return Math.min(anchors.rows(), batch);
  }
}
