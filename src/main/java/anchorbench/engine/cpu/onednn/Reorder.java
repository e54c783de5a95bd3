package anchorbench.engine.cpu.onednn;

import java.lang.foreign.MemorySegment;

/** Copies a tensor from one layout or type to another. */
final class Reorder {
  private final Primitive reorder;
  private final MemorySegment from;
  private final MemorySegment to;

  Reorder(Objects objects, MemorySegment stream, MemorySegment fromLayout, MemorySegment toLayout) {
    MemorySegment attributes = objects.attributes(false);
    MemorySegment description =
        objects.description(
            objects.functions.reorder,
            room ->
                (int)
                    objects
                        .functions
                        .reorder
                        .handle()
                        .invokeExact(
                            room,
                            fromLayout,
                            objects.engine,
                            toLayout,
                            objects.engine,
                            attributes));
    reorder = new Primitive(objects, stream, description);
    from = reorder.free(Enums.SOURCE, fromLayout);
    to = reorder.free(Enums.DESTINATION, toLayout);
  }

  /**
   * @return what was written
   */
  MemorySegment run(MemorySegment read, MemorySegment written) {
    reorder.place(from, read);
    reorder.place(to, written);
    reorder.run();
    return written;
  }
}
