package anchorbench.engine.cuda.driver;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import anchorbench.foreign.NativeFunction;
import anchorbench.foreign.NativeFunction.IntCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.function.Function;

/**
 * Calls of a library whose functions return a status, 0 for success, and leave what they find where
 * they are told to. Nothing but {@code invokeExact} belongs into the lambdas.
 */
final class Calls {
  /** Of every name that a library returns. */
  static final int NAME_BYTES = 256;

  /** The exception for a status that is not 0. */
  interface Refusal {
    CudaException of(String call, int status);
  }

  /** A call that leaves its result where it is told to. */
  interface Receiving {
    int invoke(MethodHandle function, MemorySegment into) throws Throwable;
  }

  private final Refusal refusal;

  Calls(Refusal refusal) {
    this.refusal = refusal;
  }

  /**
   * @throws CudaException if the status is not 0
   */
  void check(NativeFunction function, IntCall call) {
    check(function.name(), function.callInt(call));
  }

  /**
   * @param call for the message
   * @throws CudaException if the status is not 0
   */
  void check(String call, int status) {
    if (status != 0) {
      throw refusal.of(call, status);
    }
  }

  int intOf(NativeFunction function, Receiving call) {
    return received(function, JAVA_INT.byteSize(), call, into -> into.get(JAVA_INT, 0));
  }

  /** Also of 32 bits: the upper half was cleared. */
  long longOf(NativeFunction function, Receiving call) {
    return received(function, JAVA_LONG.byteSize(), call, into -> into.get(JAVA_LONG, 0));
  }

  float floatOf(NativeFunction function, Receiving call) {
    return received(function, JAVA_FLOAT.byteSize(), call, into -> into.get(JAVA_FLOAT, 0));
  }

  /** Of {@link #NAME_BYTES} at most. */
  String stringOf(NativeFunction function, Receiving call) {
    return received(function, NAME_BYTES, call, into -> into.getString(0));
  }

  private <T> T received(
      NativeFunction function, long bytes, Receiving call, Function<MemorySegment, T> read) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment into = arena.allocate(bytes, Long.BYTES);
      check(function, handle -> call.invoke(handle, into));
      return read.apply(into);
    }
  }
}
