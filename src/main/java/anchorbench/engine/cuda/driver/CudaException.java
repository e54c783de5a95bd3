package anchorbench.engine.cuda.driver;

import anchorbench.engine.DeviceException;
import java.util.Locale;

/** A call that a CUDA library refused. */
public final class CudaException extends DeviceException {
  private static final long serialVersionUID = 1;

  /** {@code CUDA_ERROR_OUT_OF_MEMORY}. */
  public static final int OUT_OF_MEMORY = 2;

  /** {@code CUDA_ERROR_ILLEGAL_ADDRESS}: from here on every call of the context fails. */
  public static final int ILLEGAL_ADDRESS = 700;

  /** {@code CUDA_ERROR_LAUNCH_FAILED}. */
  public static final int LAUNCH_FAILED = 719;

  private final int code;

  /**
   * @param call the C function
   * @param name the code's name, e.g. {@code CUDA_ERROR_OUT_OF_MEMORY}
   * @param description the library's own words
   */
  public CudaException(String call, int code, String name, String description) {
    super(String.format(Locale.ROOT, "%s: %s (%d), %s", call, name, code, description));
    this.code = code;
  }

  public int code() {
    return code;
  }
}
