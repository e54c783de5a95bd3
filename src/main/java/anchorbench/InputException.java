package anchorbench;

/**
 * Input a person can mend: a file, an option, a folder. The message is one line that says where,
 * what was found and what was expected; the command line prints it and exits with 2.
 */
public final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public InputException(String message) {
    super(OneLine.of(message));
  }

  public InputException(String message, Throwable cause) {
    super(OneLine.of(message), cause);
  }

  /**
   * @throws InputException with the message, if it does not hold
   */
  public static void require(boolean held, String message) {
    if (!held) {
      throw new InputException(message);
    }
  }
}
