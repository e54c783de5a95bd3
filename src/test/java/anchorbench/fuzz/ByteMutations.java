package anchorbench.fuzz;

import java.util.Arrays;
import java.util.SplittableRandom;

/** What a bad disk, a cut line or a hand with a hex editor does to a file. */
final class ByteMutations {
  private static final int[] EXTREMES = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x10000};
  private static final int MOST_INSERTED = 5000;

  private ByteMutations() {}

  static byte[] of(byte[] sound, SplittableRandom random) {
    byte[] changed = sound.clone();
    // One change mostly; now and then several, of which the first may hide the second.
    int changes = random.nextInt(4) > 0 ? 1 : 1 + random.nextInt(8);
    for (int i = 0; i < changes && changed.length > 0; i++) {
      changed = once(changed, random);
    }
    return changed;
  }

  private static byte[] once(byte[] bytes, SplittableRandom random) {
    int at = place(bytes.length, random);
    int length = random.nextInt(1 + Math.min(64, bytes.length - at));
    return switch (random.nextInt(7)) {
      case 0 -> flipped(bytes, at, random);
      case 1 -> Arrays.copyOf(bytes, at);
      case 2 -> joined(bytes, at, inserted(random), at);
      // A range twice, and a range not at all.
      case 3 -> joined(bytes, at + length, Arrays.copyOfRange(bytes, at, at + length), at + length);
      case 4 -> joined(bytes, at, new byte[0], at + length);
      case 5 -> {
        Arrays.fill(bytes, at, at + length, (byte) random.nextInt(256));
        yield bytes;
      }
      default -> {
        int extreme = EXTREMES[random.nextInt(EXTREMES.length)];
        boolean littleEndian = random.nextBoolean();
        for (int i = 0; i < Math.min(4, bytes.length - at); i++) {
          bytes[at + i] = (byte) (extreme >>> (8 * (littleEndian ? i : 3 - i)));
        }
        yield bytes;
      }
    };
  }

  /** Heads and tails, where sizes are, as often as all the rest. */
  private static int place(int length, SplittableRandom random) {
    int end = Math.min(32, length);
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(end);
      case 1 -> length - 1 - random.nextInt(end);
      default -> random.nextInt(length);
    };
  }

  private static byte[] flipped(byte[] bytes, int at, SplittableRandom random) {
    bytes[at] ^= (byte) (1 << random.nextInt(8));
    return bytes;
  }

  private static byte[] inserted(SplittableRandom random) {
    byte[] some = new byte[random.nextInt(random.nextInt(10) == 0 ? MOST_INSERTED : 9)];
    random.nextBytes(some);
    return some;
  }

  /** The bytes up to {@code end}, then {@code middle}, then the bytes from {@code begin}. */
  private static byte[] joined(byte[] bytes, int end, byte[] middle, int begin) {
    byte[] all = Arrays.copyOf(bytes, end + middle.length + bytes.length - begin);
    System.arraycopy(middle, 0, all, end, middle.length);
    System.arraycopy(bytes, begin, all, end + middle.length, bytes.length - begin);
    return all;
  }
}
