package anchorbench.engine;

/** Steps that may still be under way on a device. */
public interface RunningSteps {
  /** Waits for the last of them. */
  StepLog finish();
}
