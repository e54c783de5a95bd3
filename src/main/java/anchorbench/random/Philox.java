package anchorbench.random;

/**
 * Philox4x32-10, the counter-based generator of Salmon et al., "Parallel Random Numbers: As Easy as
 * 1, 2, 3" (SC 2011). A number is a function of (seed, stream, epoch, position), so any engine and
 * any thread draws the same ones in any order.
 */
public final class Philox {
  private static final int ROUNDS = 10;
  private static final long M0 = 0xD2511F53L;
  private static final long M1 = 0xCD9E8D57L;
  private static final int W0 = 0x9E3779B9;
  private static final int W1 = 0xBB67AE85;

  private Philox() {}

  /**
   * One block.
   *
   * @param counter 4 words, left as they are
   * @param out 4 words, each uniform over all 32-bit values
   */
  public static void block(int[] counter, int key0, int key1, int[] out) {
    int c0 = counter[0];
    int c1 = counter[1];
    int c2 = counter[2];
    int c3 = counter[3];
    for (int round = 0; round < ROUNDS; round++) {
      long p0 = M0 * (c0 & 0xffff_ffffL);
      long p1 = M1 * (c2 & 0xffff_ffffL);
      int next0 = (int) (p1 >>> 32) ^ c1 ^ key0;
      int next2 = (int) (p0 >>> 32) ^ c3 ^ key1;
      c1 = (int) p1;
      c3 = (int) p0;
      c0 = next0;
      c2 = next2;
      key0 += W0;
      key1 += W1;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
  }

  /**
   * Maps a 32-bit word to 0..bound-1 by its high product. No value's probability is off by more
   * than 2^-32, which at 60,000 images is a relative 1.4e-5.
   */
  public static int below(int word, int bound) {
    return (int) (((word & 0xffff_ffffL) * bound) >>> 32);
  }

  /** Maps a word to [0, 1) in steps of 2^-32. */
  public static double unit(int word) {
    return (word & 0xffff_ffffL) * 0x1p-32;
  }
}
