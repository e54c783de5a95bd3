package anchorbench.engine;

/** Work whose time on a device may be known apart from the caller's wait for it. */
public interface DeviceTimed {
  /** Microseconds on the device of the last call that blocked; NaN where the device tells none. */
  default double deviceMicros() {
    return Double.NaN;
  }
}
