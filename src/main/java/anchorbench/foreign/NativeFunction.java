package anchorbench.foreign;

import java.lang.invoke.MethodHandle;

/** A bound C function. */
public final class NativeFunction {
  private final String name;
  private final MethodHandle handle;

  NativeFunction(String name, MethodHandle handle) {
    this.name = name;
    this.handle = handle;
  }

  public String name() {
    return name;
  }

  /**
   * For calls that must not make an object. Whoever calls it catches what {@code invokeExact}
   * declares, and hands it to {@link #fault}.
   */
  public MethodHandle handle() {
    return handle;
  }

  /** A downcall that returns an int; nothing but {@code invokeExact} belongs into it. */
  public interface IntCall {
    int invoke(MethodHandle function) throws Throwable;
  }

  /** A downcall; nothing but {@code invokeExact} belongs into it. */
  public interface Call<T> {
    T invoke(MethodHandle function) throws Throwable;
  }

  /**
   * @throws UnsatisfiedLinkError if the library has no such function
   */
  public int callInt(IntCall call) {
    try {
      return call.invoke(handle);
    } catch (Throwable e) {
      throw fault(e);
    }
  }

  /**
   * @throws UnsatisfiedLinkError if the library has no such function
   */
  public <T> T call(Call<T> call) {
    try {
      return call.invoke(handle);
    } catch (Throwable e) {
      throw fault(e);
    }
  }

  /**
   * What a downcall threw: C throws nothing, so it is a fault of the call.
   *
   * @return never
   * @throws UnsatisfiedLinkError if the library has no such function
   */
  public AssertionError fault(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    throw new AssertionError(name, thrown);
  }
}
