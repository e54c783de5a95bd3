package anchorbench.engine.cpu.machinecode;

import anchorbench.foreign.CTypes;
import anchorbench.foreign.NativeFunction;
import anchorbench.foreign.NativeFunctions;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;

/** The functions of {@code loops-x86_64.s}, which has their prototypes. */
final class Functions extends NativeFunctions {
  /** Takes heap arrays as they are. */
  private static final Linker.Option CRITICAL = Linker.Option.critical(true);

  final NativeFunction addImages =
      bind(
          "void add_images(const uint8_t *pixels, int64_t size, const int32_t *order, const int32_t"
              + " *runs, uint16_t *partial, int64_t pitch, const uint8_t *ahead)",
          CRITICAL);
  final NativeFunction addImagesInOrder =
      bind(
          "int64_t add_images_in_order(const uint8_t *pixels, int64_t size, const int32_t *labels,"
              + " const int32_t *order, int64_t from, int64_t to, uint16_t *partial, int64_t pitch,"
              + " int32_t *held)",
          CRITICAL);
  final NativeFunction addSmallImages =
      bind(
          "void add_small_images(const uint8_t *pixels, int64_t size, const int32_t *labels, const"
              + " int32_t *order, int64_t from, int64_t to, int32_t *sums, int64_t pitch, int32_t"
              + " *counts)",
          CRITICAL);
  final NativeFunction copyRows =
      bind(
          "void copy_rows(const uint8_t *pixels, int64_t size, const int32_t *image_of_row, int64_t"
              + " from, int64_t to, uint8_t *out)",
          CRITICAL);
  final NativeFunction gather = bind(gather("gather"), CRITICAL);
  final NativeFunction gatherAroundCache = bind(gather("gather_around_cache"), CRITICAL);

  private static String gather(String name) {
    return "void "
        + name
        + "(const uint8_t *pixels, int64_t size, const int32_t *image_of_row, int64_t from, int64_t"
        + " to, float *out, const float *scaling, int64_t plane)";
  }

  Functions(SymbolLookup symbols) {
    super("loops-x86_64.hex", symbols, CTypes.STANDARD);
  }
}
