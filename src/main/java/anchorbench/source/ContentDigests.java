package anchorbench.source;

import anchorbench.data.Checksum;
import java.nio.ByteBuffer;

/**
 * The first 128 bits of SHA-256 of many files or images: enough that those with equal ones are the
 * same (of a billion, two different ones agree with a probability below 10^-20).
 */
final class ContentDigests {
  private final long[] high;
  private final long[] low;

  ContentDigests(int count) {
    high = new long[count];
    low = new long[count];
  }

  /** Threads may set different ones at once. */
  void set(int position, byte[] content) {
    ByteBuffer digest = ByteBuffer.wrap(Checksum.sha256().digest(content));
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
