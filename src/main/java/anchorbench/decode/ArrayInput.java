package anchorbench.decode;

import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A file's content for ImageIO's readers. The JDK's streams over memory copy it and keep a record
 * of each stream until it is closed; TwelveMonkeys' makes a message for an error at each opening.
 */
final class ArrayInput extends ImageInputStreamImpl {
  private static final int END = -1;

  private final byte[] content;
  private final int begin;
  private final int length;

  ArrayInput(byte[] content) {
    this(content, 0);
  }

  /** What begins there, up to the content's end; positions count from there. */
  ArrayInput(byte[] content, int begin) {
    this.content = content;
    this.begin = begin;
    length = content.length - begin;
  }

  @Override
  public int read() {
    bitOffset = 0;
    return streamPos < length ? Byte.toUnsignedInt(content[begin + (int) streamPos++]) : END;
  }

  @Override
  public int read(byte[] into, int offset, int wanted) {
    bitOffset = 0;
    if (streamPos >= length) {
      return wanted == 0 ? 0 : END;
    }
    int count = (int) Math.min(wanted, length - streamPos);
    System.arraycopy(content, begin + (int) streamPos, into, offset, count);
    streamPos += count;
    return count;
  }

  @Override
  public long length() {
    return length;
  }

  /** Nothing to free: with an empty one, an object is not kept for its finaliser. */
  @Override
  @SuppressWarnings({"removal", "Finalize"})
  protected void finalize() {}
}
