package anchorbench.engine.cpu.onednn;

import anchorbench.memory.NativeMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/** A primitive with its tensors: what is not bound to memory is given some before each run. */
final class Primitive {
  /** {@code dnnl_exec_arg_t}: an int, padding, a pointer. */
  private static final long ARGUMENT_BYTES = 16;

  /**
   * The calls of every step, as constants: through a field the compiler does not see which function
   * a handle leads to, and each call makes objects.
   */
  private static final class Calls {
    static final MethodHandle SET_MEMORY = OneDnn.load().functions().memorySet.handle();
    static final MethodHandle EXECUTE = OneDnn.load().functions().primitiveExecute.handle();
    static final MethodHandle SET_THREADS = OneDnn.load().functions().setThreads.handle();
  }

  private final Objects objects;
  private final MemorySegment stream;
  private final MemorySegment primitive;
  private final List<MemorySegment> tensors = new ArrayList<>();
  private final List<Integer> roles = new ArrayList<>();
  private MemorySegment arguments;

  Primitive(Objects objects, MemorySegment stream, MemorySegment description) {
    this.objects = objects;
    this.stream = stream;
    primitive = objects.primitive(description);
    MemorySegment scratch = objects.layoutOf(description, Enums.QUERY_SCRATCHPAD);
    long bytes = scratch.equals(MemorySegment.NULL) ? 0 : objects.bytes(scratch);
    if (bytes > 0) {
      bound(Enums.SCRATCHPAD, scratch, NativeMemory.allocate(objects.arena, bytes));
    }
  }

  /** A tensor that stays where it is. */
  Primitive bound(int role, MemorySegment layout, MemorySegment memory) {
    return add(role, objects.tensor(layout, memory));
  }

  /**
   * A tensor that is somewhere else at each run.
   *
   * @return it, for {@link #place}
   */
  MemorySegment free(int role, MemorySegment layout) {
    MemorySegment tensor = objects.tensor(layout);
    add(role, tensor);
    return tensor;
  }

  private Primitive add(int role, MemorySegment tensor) {
    roles.add(role);
    tensors.add(tensor);
    arguments = objects.arena.allocate(ARGUMENT_BYTES * tensors.size(), Long.BYTES);
    for (int i = 0; i < tensors.size(); i++) {
      arguments.set(ValueLayout.JAVA_INT, ARGUMENT_BYTES * i, roles.get(i));
      arguments.set(ValueLayout.ADDRESS, ARGUMENT_BYTES * i + Long.BYTES, tensors.get(i));
    }
    return this;
  }

  void place(MemorySegment tensor, MemorySegment memory) {
    int status;
    try {
      status = (int) Calls.SET_MEMORY.invokeExact(tensor, memory);
    } catch (Throwable e) {
      throw objects.functions.memorySet.fault(e);
    }
    Objects.check(objects.functions.memorySet, status);
  }

  /** Returns when it is done; on the calling thread alone. */
  void run() {
    int status;
    try {
      Calls.SET_THREADS.invokeExact(1);
      status = (int) Calls.EXECUTE.invokeExact(primitive, stream, tensors.size(), arguments);
    } catch (Throwable e) {
      throw objects.functions.primitiveExecute.fault(e);
    }
    Objects.check(objects.functions.primitiveExecute, status);
  }
}
