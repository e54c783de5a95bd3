package anchorbench.triplet;

import java.util.Arrays;

/**
 * Anchors that are no images of the set: one row each, e.g. class means. Empty for random anchors.
 *
 * @param rows number of anchors
 * @param pixels numbers per row
 * @param values float32 [rows, pixels], 0..255, not yet scaled
 */
public record AnchorTable(int rows, int pixels, float[] values) {
  public AnchorTable {
    if (values.length != rows * pixels) {
      throw new IllegalArgumentException(values.length + " values for " + rows + " x " + pixels);
    }
  }

  /** The table of an arm whose anchors are images. */
  public static AnchorTable none(int pixels) {
    return new AnchorTable(0, pixels, new float[0]);
  }

  public boolean isEmpty() {
    return rows == 0;
  }

  /** Copy of one row, float32 [pixels]. */
  public float[] row(int row) {
    return Arrays.copyOfRange(values, row * pixels, (row + 1) * pixels);
  }
}
