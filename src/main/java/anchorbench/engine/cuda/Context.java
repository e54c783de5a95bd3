package anchorbench.engine.cuda;

import anchorbench.InputException;
import anchorbench.engine.cuda.driver.CudaException;
import anchorbench.engine.cuda.driver.Driver;
import java.util.Locale;

/**
 * The primary context of a card, kept for the life of the process ({@link Contexts}). Whatever uses
 * the driver asks here, which binds the thread.
 */
final class Context {
  private final Driver driver;
  private final int device;
  private final long handle;

  /** Held while a stream of this card records, and while a library does what spoils that. */
  private final Object recording = new Object();

  Context(Driver driver, int device) {
    this.driver = driver;
    this.device = device;
    this.handle = driver.retainPrimaryContext(device);
  }

  /** The driver, with this context current on the calling thread. */
  Driver driver() {
    driver.makeCurrent(handle);
    return driver;
  }

  /**
   * A lock: work that waits for the whole card, or brings code to it, ends what another thread is
   * recording there.
   */
  Object recording() {
    return recording;
  }

  int attribute(int attribute) {
    return driver.attribute(device, attribute);
  }

  /** Something to give back. */
  interface Release {
    void run(Driver driver);
  }

  /**
   * Gives back what can be. After a fault every call of a context fails and its memory goes with
   * it; the fault itself was thrown where it happened, and must not be hidden by this.
   */
  void release(Release release) {
    try {
      release.run(driver());
    } catch (CudaException e) {
      System.getLogger(Context.class.getName()).log(System.Logger.Level.DEBUG, "not given back", e);
    }
  }

  /** A full card as something a person can act on. */
  InputException outOfMemory(String what, long asked, CudaException cause) {
    long[] memory = driver().memory();
    return new InputException(
        String.format(
            Locale.ROOT,
            ("%s asked for %,d MiB of device memory, and %,d of %,d MiB are free: lower --batch,"
                + " --network or --threads (trials at once), or end what else uses the card"),
            what,
            asked >> 20,
            memory[0] >> 20,
            memory[1] >> 20),
        cause);
  }
}
