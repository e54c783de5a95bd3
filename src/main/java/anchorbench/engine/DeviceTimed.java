package anchorbench.engine;

/** Work whose time on a device is known apart from the caller's wait for it. */
public interface DeviceTimed {
  /** Microseconds on the device of the last call that blocked. */
  double deviceMicros();
}
