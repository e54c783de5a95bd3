package anchorbench.source;

import anchorbench.data.Checksum;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * The first 128 bits of SHA-256 of many files or images: enough that those with equal ones are the
 * same (of a billion, two different ones agree with a probability below 10^-20).
 */
final class ContentDigests {
  private final long[] high;
  private final long[] low;

  /** To find an algorithm takes as long as a digest of a small image. */
  private final ThreadLocal<MessageDigest> sha256 = ThreadLocal.withInitial(Checksum::sha256);

  ContentDigests(int count) {
    high = new long[count];
    low = new long[count];
  }

  /** Threads may set different ones at once. */
  void set(int position, byte[] content) {
    ByteBuffer digest = ByteBuffer.wrap(sha256.get().digest(content));
    high[position] = digest.getLong();
    low[position] = digest.getLong();
  }

  boolean areEqual(int one, int other) {
    return high[one] == high[other] && low[one] == low[other];
  }

  /** An order that has nothing to do with what something is called or shows. */
  int compare(int one, int other) {
    int byHigh = Long.compareUnsigned(high[one], high[other]);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low[one], low[other]);
  }
}
