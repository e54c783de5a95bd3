package anchorbench.engine.cpu.machinecode;

import anchorbench.foreign.NativeFunction;
import anchorbench.machine.Processor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The functions of {@code loops-x86_64.s}, which says what each does. They take the place of loops
 * that memory bounds: Java has neither prefetches nor stores that go around the cache.
 *
 * <p>Calls are critical: they take heap arrays as they are, and the garbage collector waits for
 * them, so a caller hands over no more than some hundred microseconds of work at a time.
 */
public final class MachineCode {
  private static final String RESOURCE = "loops-x86_64.hex";

  /** What {@link #addImagesInOrder} must find, by the kernel's names. */
  private static final List<String> IN_ORDER = List.of("avx512bw", "bmi2");

  private static final String MULTIPLY_ADD = "fma";

  private final Functions functions;

  private MachineCode(Map<String, MemorySegment> code) {
    functions = new Functions(name -> Optional.ofNullable(code.get(name)));
  }

  /**
   * Maps the code. The processor must have AVX2, which the caller knows from the width of the
   * vectors that the JVM prefers.
   *
   * @throws UnsupportedOperationException with the reason if this is not Linux on x86-64, the
   *     processor has no FMA, or the system grants no executable memory
   */
  public static MachineCode load() {
    String platform = Processor.platform();
    if (!platform.equals(Processor.LINUX_X86_64)) {
      throw new UnsupportedOperationException("machine code is for Linux amd64, not " + platform);
    }
    if (!Processor.has(MULTIPLY_ADD)) {
      throw new UnsupportedOperationException("machine code needs FMA, which is not offered here");
    }
    return Mapped.CODE;
  }

  /** Mapped once, for as long as the JVM lives. */
  private static final class Mapped {
    static final MachineCode CODE = new MachineCode(ExecutablePages.map(read()));
  }

  /** Name and bytes of each function. */
  private static Map<String, byte[]> read() {
    try (InputStream stream = MachineCode.class.getResourceAsStream(RESOURCE)) {
      Map<String, StringBuilder> digits = new HashMap<>();
      StringBuilder current = null;
      String text = new String(stream.readAllBytes(), StandardCharsets.US_ASCII);
      for (String line : (Iterable<String>) text.lines()::iterator) {
        if (line.matches("[0-9a-f]+") && current != null) {
          current.append(line);
        } else if (!line.startsWith("#")) {
          current = digits.computeIfAbsent(line, name -> new StringBuilder());
        }
      }
      Map<String, byte[]> functions = new HashMap<>();
      digits.forEach((name, hex) -> functions.put(name, HexFormat.of().parseHex(hex)));
      return functions;
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE, e);
    }
  }

  /**
   * Adds images to the partial sums of their classes and fetches what comes next into the
   * second-level cache.
   *
   * @param pixels uint8 [*, size], 15 readable bytes behind
   * @param order image numbers, those of one class in a row
   * @param runs (class, count) pairs that say how {@code order} is divided, then a count of 0
   * @param partial uint16, the row of class c at {@code c * pitch}; rows are written up to a
   *     multiple of 16
   * @param ahead image from which on as many are fetched as are added; may lie behind the last
   */
  public void addImages(
      MemorySegment pixels,
      int size,
      int[] order,
      int[] runs,
      MemorySegment partial,
      int pitch,
      int ahead) {
    MemorySegment next = MemorySegment.ofAddress(pixels.address() + Math.multiplyFull(ahead, size));
    try {
      functions
          .addImages
          .handle()
          .invokeExact(
              pixels,
              (long) size,
              MemorySegment.ofArray(order),
              MemorySegment.ofArray(runs),
              partial,
              (long) pitch * Short.BYTES,
              next);
    } catch (Throwable e) {
      throw functions.addImages.fault(e);
    }
  }

  private static MemorySegment numbers(int[] order) {
    return order == null ? MemorySegment.NULL : MemorySegment.ofArray(order);
  }

  /** Whether the processor has what {@link #addImagesInOrder} is made of. */
  public static boolean hasInOrder() {
    return IN_ORDER.stream().allMatch(Processor::has);
  }

  /**
   * Adds images to the partial sums of their classes, one after the other, until one's class is
   * full.
   *
   * @param pixels uint8 [*, size]
   * @param labels int32, the class of each image
   * @param order image numbers, or null for 0, 1, 2, ...
   * @param from first place in {@code order}
   * @param to end of the places
   * @param partial uint16, the row of class c at {@code c * pitch}
   * @param held images that each class's partial sums hold, at most 257
   * @return place of the first image that was not added: its class is full; or {@code to}
   */
  public int addImagesInOrder(
      MemorySegment pixels,
      int size,
      MemorySegment labels,
      int[] order,
      int from,
      int to,
      MemorySegment partial,
      int pitch,
      int[] held) {
    try {
      return (int)
          (long)
              functions
                  .addImagesInOrder
                  .handle()
                  .invokeExact(
                      pixels,
                      (long) size,
                      labels,
                      numbers(order),
                      (long) from,
                      (long) to,
                      partial,
                      (long) pitch * Short.BYTES,
                      MemorySegment.ofArray(held));
    } catch (Throwable e) {
      throw functions.addImagesInOrder.fault(e);
    }
  }

  /**
   * Adds images to the sums of their classes.
   *
   * @param pixels uint8 [*, size], 7 readable bytes behind
   * @param labels int32, the class of each image
   * @param order image numbers, or null for 0, 1, 2, ...
   * @param from first place in {@code order}
   * @param to end of the places
   * @param sums int32, a row for each class; rows are written up to a multiple of 8
   * @param counts images added, by class
   */
  public void addSmallImages(
      MemorySegment pixels,
      int size,
      MemorySegment labels,
      int[] order,
      int from,
      int to,
      int[] sums,
      int[] counts) {
    try {
      functions
          .addSmallImages
          .handle()
          .invokeExact(
              pixels,
              (long) size,
              labels,
              numbers(order),
              (long) from,
              (long) to,
              MemorySegment.ofArray(sums),
              (long) sums.length / counts.length * Integer.BYTES,
              MemorySegment.ofArray(counts));
    } catch (Throwable e) {
      throw functions.addSmallImages.fault(e);
    }
  }

  /**
   * Copies rows {@code from} to {@code to} one behind the other.
   *
   * @param pixels uint8 [*, size], 31 readable bytes behind
   * @param out uint8 [to - from, size], 31 writable bytes behind
   */
  public void copyRows(
      MemorySegment pixels, int size, int[] imageOfRow, int from, int to, MemorySegment out) {
    try {
      functions
          .copyRows
          .handle()
          .invokeExact(
              pixels, (long) size, MemorySegment.ofArray(imageOfRow), (long) from, (long) to, out);
    } catch (Throwable e) {
      throw functions.copyRows.fault(e);
    }
  }

  /**
   * {@code out[row, :] = fma(float32(pixels[imageOfRow[row], :]), factor, offset)}, one rounding,
   * for rows {@code from} to {@code to}.
   *
   * @param pixels uint8 [*, pairs, plane]
   * @param scaling float32 [pairs, 2], factor and offset of each plane of an image
   * @param plane pixels of a plane, a multiple of 16
   * @param aroundCache whether written lines are neither read first nor kept: faster where the
   *     output is larger than the cache, slower where somebody reads it at once
   * @param out float32 [*, pixels of an image], aligned to 32 bytes
   */
  public void gather(
      MemorySegment pixels,
      int[] imageOfRow,
      int from,
      int to,
      float[] scaling,
      int plane,
      boolean aroundCache,
      MemorySegment out) {
    NativeFunction function = aroundCache ? functions.gatherAroundCache : functions.gather;
    long size = Math.multiplyFull(scaling.length / 2, plane);
    try {
      function
          .handle()
          .invokeExact(
              pixels,
              size,
              MemorySegment.ofArray(imageOfRow),
              (long) from,
              (long) to,
              out,
              MemorySegment.ofArray(scaling),
              (long) plane);
    } catch (Throwable e) {
      throw function.fault(e);
    }
  }
}
