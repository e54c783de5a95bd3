package anchorbench.network.layer;

import anchorbench.InputException;

/** How many numbers or channels a layer may make. */
final class Widths {
  private static final int MOST = 1 << 20;

  private Widths() {}

  static void require(String what, int width) {
    if (width < 1 || width > MOST) {
      throw new InputException("%s %s: expected a width from 1 to %s".formatted(what, width, MOST));
    }
  }
}
