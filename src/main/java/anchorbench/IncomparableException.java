package anchorbench;

/** Two inputs that no number can be set against each other; the message names what differs. */
public final class IncomparableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public IncomparableException(String message) {
    super(OneLine.of(message));
  }
}
