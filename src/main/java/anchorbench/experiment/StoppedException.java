package anchorbench.experiment;

import anchorbench.engine.DeviceException;
import anchorbench.engine.Engine;
import java.util.List;

/**
 * A device failed in the middle of an experiment. No further part was begun; those under way on the
 * other devices were finished, and every finished part is kept.
 */
public final class StoppedException extends DeviceException {
  private static final long serialVersionUID = 1;

  private final transient List<Engine> failed;

  StoppedException(String message, DeviceException cause, List<Engine> failed) {
    super(message, cause);
    this.failed = List.copyOf(failed);
  }

  /** Those whose devices failed, the first first. */
  public List<Engine> failed() {
    return failed;
  }
}
