package anchorbench.engine.cuda.driver;

/** One downcall that returns a status. */
@FunctionalInterface
interface StatusCall {
  int invoke() throws Throwable;

  /** The status; what a downcall itself throws is a fault of its description. */
  static int status(String name, StatusCall call) {
    try {
      return call.invoke();
    } catch (Throwable e) {
      throw new AssertionError(name, e);
    }
  }
}
