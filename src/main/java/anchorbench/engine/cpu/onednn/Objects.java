package anchorbench.engine.cpu.onednn;

import anchorbench.foreign.NativeFunction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Makes oneDNN's objects, each of which lives as long as an arena. A handle is a pointer, and its
 * cleanup is the arena's.
 */
final class Objects {
  private static final int SUCCESS = 0;
  private static final int UNIMPLEMENTED = 3;
  private static final int PROCESSOR = 1;
  private static final int IN_ORDER = 1;
  private static final int USER_SCRATCHPAD = 1;
  private static final int RELU = 32;

  final Functions functions;
  final Arena arena;

  /** The one engine of the process: it has no state of its own. */
  final MemorySegment engine;

  /** On one thread, for the thread that calls: primitives keep the number they were made with. */
  Objects(Functions functions, Arena arena, MemorySegment engine) {
    functions.setThreads.call(
        f -> {
          f.invokeExact(1);
          return null;
        });
    this.functions = functions;
    this.arena = arena;
    this.engine = engine;
  }

  /** What makes an object, given room for its handle. */
  interface Maker {
    int make(MemorySegment handle) throws Throwable;
  }

  /** The engine of the processor, never destroyed. */
  static MemorySegment engine(Functions functions) {
    MemorySegment room = Arena.global().allocate(ValueLayout.ADDRESS);
    check(
        functions.engineCreate,
        functions.engineCreate.callInt(f -> (int) f.invokeExact(room, PROCESSOR, 0L)));
    return room.get(ValueLayout.ADDRESS, 0);
  }

  /**
   * @throws UnsupportedOperationException if the library has no such thing for this processor
   */
  static void check(NativeFunction function, int status) {
    if (status == UNIMPLEMENTED) {
      throw new UnsupportedOperationException("oneDNN has no primitive: " + function.name());
    }
    if (status != SUCCESS) {
      throw new IllegalStateException("oneDNN: " + function.name() + ": status " + status);
    }
  }

  private MemorySegment own(NativeFunction creator, NativeFunction destroyer, Maker maker) {
    MemorySegment room = arena.allocate(ValueLayout.ADDRESS);
    int status;
    try {
      status = maker.make(room);
    } catch (Throwable e) {
      throw creator.fault(e);
    }
    check(creator, status);
    return room.get(ValueLayout.ADDRESS, 0)
        .reinterpret(arena, handle -> destroy(destroyer, handle));
  }

  private static void destroy(NativeFunction destroyer, MemorySegment handle) {
    check(destroyer, destroyer.callInt(f -> (int) f.invokeExact(handle)));
  }

  MemorySegment stream() {
    return own(
        functions.streamCreate,
        functions.streamDestroy,
        room -> (int) functions.streamCreate.handle().invokeExact(room, engine, IN_ORDER));
  }

  /** Sizes, strides or paddings, as the library takes them: twelve numbers, most of them unused. */
  MemorySegment dims(long... values) {
    MemorySegment dims = arena.allocate(ValueLayout.JAVA_LONG, 12);
    for (int i = 0; i < values.length; i++) {
      dims.setAtIndex(ValueLayout.JAVA_LONG, i, values[i]);
    }
    return dims;
  }

  /** How a tensor lies in memory. */
  MemorySegment layout(int type, int tag, long... sizes) {
    MemorySegment dims = dims(sizes);
    return own(
        functions.layoutCreate,
        functions.layoutDestroy,
        room ->
            (int) functions.layoutCreate.handle().invokeExact(room, sizes.length, dims, type, tag));
  }

  boolean areEqual(MemorySegment layout, MemorySegment other) {
    return functions.layoutEqual.callInt(f -> (int) f.invokeExact(layout, other)) == 1;
  }

  long bytes(MemorySegment layout) {
    return functions.layoutSize.call(f -> (long) f.invokeExact(layout));
  }

  /** A tensor without memory, which {@link Primitive} gives it at each run. */
  MemorySegment tensor(MemorySegment layout) {
    return tensor(layout, MemorySegment.NULL);
  }

  MemorySegment tensor(MemorySegment layout, MemorySegment memory) {
    return own(
        functions.memoryCreate,
        functions.memoryDestroy,
        room -> (int) functions.memoryCreate.handle().invokeExact(room, layout, engine, memory));
  }

  /** Attributes: scratch memory is ours, and a ReLU follows if asked. */
  MemorySegment attributes(boolean relu) {
    MemorySegment attributes =
        own(
            functions.attributesCreate,
            functions.attributesDestroy,
            room -> (int) functions.attributesCreate.handle().invokeExact(room));
    check(
        functions.setScratchpadMode,
        functions.setScratchpadMode.callInt(f -> (int) f.invokeExact(attributes, USER_SCRATCHPAD)));
    if (relu) {
      MemorySegment after =
          own(
              functions.postOpsCreate,
              functions.postOpsDestroy,
              room -> (int) functions.postOpsCreate.handle().invokeExact(room));
      check(
          functions.postOpsAppend,
          functions.postOpsAppend.callInt(f -> (int) f.invokeExact(after, RELU, 0f, 0f)));
      check(
          functions.setPostOps,
          functions.setPostOps.callInt(f -> (int) f.invokeExact(attributes, after)));
    }
    return attributes;
  }

  /** A description of a primitive, made by one of the functions that do. */
  MemorySegment description(NativeFunction creator, Maker maker) {
    return own(creator, functions.descriptionDestroy, maker);
  }

  /** One of the layouts that a description has settled on. */
  MemorySegment layoutOf(MemorySegment description, int what) {
    return functions.descriptionLayout.call(
        f -> (MemorySegment) f.invokeExact(description, what, 0));
  }

  /** Name of the code that a description has settled on. */
  String implementation(MemorySegment description) {
    MemorySegment room = arena.allocate(ValueLayout.ADDRESS);
    check(
        functions.descriptionQuery,
        functions.descriptionQuery.callInt(
            f -> (int) f.invokeExact(description, Enums.QUERY_IMPLEMENTATION, 0, room)));
    return room.get(ValueLayout.ADDRESS, 0).reinterpret(Integer.MAX_VALUE).getString(0);
  }

  MemorySegment primitive(MemorySegment description) {
    return own(
        functions.primitiveCreate,
        functions.primitiveDestroy,
        room -> (int) functions.primitiveCreate.handle().invokeExact(room, description));
  }
}
