package anchorbench.engine;

/**
 * A device refused a call. It may refuse every further one: what ran on it is lost, and what was
 * kept before is not.
 */
public class DeviceException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public DeviceException(String message) {
    super(message);
  }

  public DeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
