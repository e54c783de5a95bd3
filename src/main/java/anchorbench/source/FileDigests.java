package anchorbench.source;

import anchorbench.data.Checksum;
import java.nio.ByteBuffer;

/**
 * The first 128 bits of each file's SHA-256: enough that two files of a set with equal ones are the
 * same (of a billion files, two different ones agree with a probability of 10^-21).
 */
final class FileDigests {
  private final long[] high;
  private final long[] low;

  FileDigests(int files) {
    high = new long[files];
    low = new long[files];
  }

  /** Threads may set different files at once. */
  void set(int file, byte[] content) {
    ByteBuffer digest = ByteBuffer.wrap(Checksum.sha256().digest(content));
    high[file] = digest.getLong();
    low[file] = digest.getLong();
  }

  boolean areEqual(int one, int other) {
    return high[one] == high[other] && low[one] == low[other];
  }

  /** An order that has nothing to do with what a file is called or shows. */
  int compare(int one, int other) {
    int byHigh = Long.compareUnsigned(high[one], high[other]);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low[one], low[other]);
  }
}
