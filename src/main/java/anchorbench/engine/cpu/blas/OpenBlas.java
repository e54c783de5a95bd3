package anchorbench.engine.cpu.blas;

import anchorbench.data.Shape;
import anchorbench.engine.cpu.gemm.Gemm;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * OpenBLAS through java.lang.foreign; JavaCPP only unpacks it. Single-threaded: the engine splits
 * the work itself, and two thread pools on the same cores fight.
 */
public final class OpenBlas implements Gemm {
  /** By system; JavaCPP unpacks under the second kind of name when only that module is loaded. */
  private static final List<String> NAMES =
      List.of(
          "libopenblas.so.0",
          "libopenblas_nolapack.so.0",
          "libopenblas.0.dylib",
          "libopenblas_nolapack.0.dylib",
          "libopenblas.dll",
          "libopenblas_nolapack.dll");

  private static final int ROW_MAJOR = 101;
  private static final int NO_TRANSPOSE = 111;
  private static final int TRANSPOSE = 112;
  private static final int CONFIG_BYTES = 4096;

  private final Path path;
  private final String config;
  private final Functions functions;

  private OpenBlas(Path path) {
    this.path = path;
    functions = new Functions(path.toString(), SymbolLookup.libraryLookup(path, Arena.global()));
    config =
        functions
            .getConfig
            .call(f -> (MemorySegment) f.invokeExact())
            .reinterpret(CONFIG_BYTES)
            .getString(0)
            .strip();
    setThreads(1);
  }

  /**
   * Unpacks and loads the library.
   *
   * @throws UnsatisfiedLinkError if there is none for this platform
   */
  public static OpenBlas load() {
    // Where the folder of the unpacked libraries is, once JavaCPP has loaded what OpenBLAS needs.
    Path folder = Path.of(Loader.load(openblas_nolapack.class)).getParent();
    for (String name : NAMES) {
      if (Files.exists(folder.resolve(name))) {
        try {
          return new OpenBlas(folder.resolve(name).toRealPath());
        } catch (IOException e) {
          throw new UnsatisfiedLinkError(folder.resolve(name) + ": " + e.getMessage());
        }
      }
    }
    throw new UnsatisfiedLinkError("no libopenblas in " + folder);
  }

  /** Where it was loaded from. */
  public Path path() {
    return path;
  }

  /** Version, build options and the kernel set chosen for this processor. */
  public String config() {
    return config;
  }

  /** Threads of OpenBLAS's own; only a measurement asks for more than one. */
  public void setThreads(int threads) {
    functions.setThreads.call(
        f -> {
          f.invokeExact(threads);
          return null;
        });
  }

  @Override
  public void multiply(Shape shape, MemorySegment a, MemorySegment b, MemorySegment c) {
    sgemm(
        shape.readA(),
        shape.readB(),
        shape.m(),
        shape.n(),
        shape.k(),
        a,
        shape.lda(),
        b,
        shape.ldb(),
        c,
        shape.n());
  }

  /**
   * {@code c = a b}, row-major float32.
   *
   * @param a [m, k], or [k, m] read transposed
   * @param lda numbers from one row of a to the next
   * @param b [k, n], or [n, k] read transposed
   * @param c [m, n]
   */
  public void sgemm(
      Read readA,
      Read readB,
      int m,
      int n,
      int k,
      MemorySegment a,
      int lda,
      MemorySegment b,
      int ldb,
      MemorySegment c,
      int ldc) {
    try {
      functions
          .sgemm
          .handle()
          .invokeExact(
              ROW_MAJOR, code(readA), code(readB), m, n, k, 1f, a, lda, b, ldb, 0f, c, ldc);
    } catch (Throwable e) {
      throw functions.sgemm.fault(e);
    }
  }

  private static int code(Read read) {
    return read == Read.AS_IS ? NO_TRANSPOSE : TRANSPOSE;
  }

  /**
   * {@code c += a b}, row-major float32, of dense matrices that may be arrays. Small ones: the
   * garbage collector waits for it.
   *
   * @param a [m, k]
   * @param b [k, n]
   * @param c [m, n]
   */
  public void addSmallProduct(
      int m, int n, int k, MemorySegment a, MemorySegment b, MemorySegment c) {
    try {
      functions
          .sgemmOfArrays
          .handle()
          .invokeExact(ROW_MAJOR, NO_TRANSPOSE, NO_TRANSPOSE, m, n, k, 1f, a, k, b, n, 1f, c, n);
    } catch (Throwable e) {
      throw functions.sgemmOfArrays.fault(e);
    }
  }
}
