package anchorbench.decode;

/** An image file that cannot be decoded; the message says why, without the file's name. */
public final class UnreadableImageException extends Exception {
  private static final long serialVersionUID = 1;

  public UnreadableImageException(String why) {
    super(why);
  }

  UnreadableImageException(String why, Throwable cause) {
    super(why, cause);
  }
}
