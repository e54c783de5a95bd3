package anchorbench.engine.cpu.onednn;

import anchorbench.data.Shape;
import anchorbench.engine.cpu.convolution.Convolution;
import anchorbench.engine.cpu.convolution.ConvolutionShape;
import anchorbench.engine.cpu.gemm.Gemm;
import anchorbench.foreign.NativeFunction;
import anchorbench.machine.LibraryFolder;
import anchorbench.machine.Processor;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;

/**
 * oneDNN's products and convolutions in float32 and in bfloat16 through java.lang.foreign.
 * Single-threaded, as {@link anchorbench.engine.cpu.blas.OpenBlas} is.
 */
public final class OneDnn {
  private static final int SUCCESS = 0;

  /** {@code dnnl_version_t} begins with three ints. */
  private static final long VERSION_BYTES = 3 * Integer.BYTES;

  private final String version;
  private final Path path;
  private final Functions functions;
  private final Routine float32;
  private final Routine bfloat16;

  private OneDnn(Path path) {
    this.path = path;
    functions = new Functions(path.toString(), SymbolLookup.libraryLookup(path, Arena.global()));
    float32 = new Routine(functions.sgemm);
    bfloat16 = new Routine(functions.gemmOfBfloat16);
    MemorySegment numbers =
        functions.version.call(f -> (MemorySegment) f.invokeExact()).reinterpret(VERSION_BYTES);
    version =
        String.format(
            Locale.ROOT,
            "%d.%d.%d",
            numbers.getAtIndex(ValueLayout.JAVA_INT, 0),
            numbers.getAtIndex(ValueLayout.JAVA_INT, 1),
            numbers.getAtIndex(ValueLayout.JAVA_INT, 2));
  }

  /**
   * Unpacks and loads the library, once.
   *
   * @throws UnsupportedOperationException with the reason if it is not there or does not load
   */
  public static OneDnn load() {
    if (Outcome.LIBRARY == null) {
      throw new UnsupportedOperationException(Outcome.REASON);
    }
    return Outcome.LIBRARY;
  }

  /** Made with the first primitive, once. */
  private static final class Engine {
    static final MemorySegment OF_PROCESSOR = Objects.engine(Outcome.LIBRARY.functions);
  }

  /** Of the one attempt to load it. */
  private static final class Outcome {
    static final OneDnn LIBRARY;
    static final String REASON;

    static {
      OneDnn library = null;
      String reason = null;
      if (!Processor.platform().equals(Processor.LINUX_X86_64)) {
        reason = "oneDNN is in this build for Linux amd64 alone.";
      } else {
        try {
          library = new OneDnn(unpack());
        } catch (UnsupportedOperationException e) {
          reason = e.getMessage();
        } catch (LinkageError | IllegalArgumentException e) {
          reason = notLoaded(e);
        }
      }
      LIBRARY = library;
      REASON = reason;
    }

    private static String notLoaded(Throwable e) {
      String cure = LibraryFolder.ofJavaCpp().cure(e).map(" "::concat).orElse("");
      return "oneDNN does not load here (" + e.getMessage() + ")." + cure;
    }
  }

  /**
   * @throws UnsupportedOperationException with the reason if this processor multiplies no bfloat16
   */
  public void requireBfloat16() {
    if (!Processor.has("avx512_bf16")) {
      throw new UnsupportedOperationException(
          "this processor multiplies no bfloat16 (no avx512_bf16 in /proc/cpuinfo).");
    }
  }

  private static Path unpack() {
    // The loader of OpenCL, which no product calls, must be there before; OpenMP lies beside.
    System.load(unpack("opencl", "libOpenCL.so.1").toString());
    unpack("dnnl", "libgomp.so.1");
    return unpack("dnnl", "libdnnl.so.3");
  }

  private static Path unpack(String module, String name) {
    String resource = "/org/bytedeco/%s/linux-x86_64/%s".formatted(module, name);
    try {
      File file = Loader.cacheResource(OneDnn.class, resource);
      if (file == null) {
        throw new UnsupportedOperationException(
            "oneDNN is not in this build (-Pslim leaves it out).");
      }
      return file.toPath().toRealPath();
    } catch (IOException e) {
      throw new UnsupportedOperationException(Outcome.notLoaded(e), e);
    }
  }

  Functions functions() {
    return functions;
  }

  /** Where it was loaded from. */
  public Path path() {
    return path;
  }

  public String version() {
    return version;
  }

  /** Of float32 operands. */
  public Routine float32() {
    return float32;
  }

  /**
   * Convolutions by the library's primitives; its {@code make} throws {@link
   * UnsupportedOperationException} where {@link #lacks} has a reason.
   *
   * @param bfloat16 whether images and weights are rounded to it; sums are float32
   */
  public Convolution.Maker convolutions(boolean bfloat16) {
    return (arena, shape) -> new OneDnnConvolution(layouts(arena, shape, bfloat16));
  }

  /** Why the library has no convolution that is worth calling; empty where it has one. */
  public Optional<String> lacks(ConvolutionShape shape, boolean bfloat16) {
    // Not confined, for the sake of the loops: see NativeMemory.
    try (Arena arena = Arena.ofShared()) {
      ConvolutionDescriptions.ofBlocks(layouts(arena, shape, bfloat16));
      return Optional.empty();
    } catch (UnsupportedOperationException e) {
      return Optional.of(e.getMessage());
    }
  }

  ConvolutionLayouts layouts(Arena arena, ConvolutionShape shape, boolean bfloat16) {
    return new ConvolutionLayouts(
        new Objects(functions, arena, Engine.OF_PROCESSOR), shape, bfloat16);
  }

  /** Of bfloat16 operands, summed in float32. */
  public Routine bfloat16() {
    return bfloat16;
  }

  /** A product of matrices, of one type of operands. */
  public final class Routine implements Gemm {
    private final NativeFunction gemm;

    private Routine(NativeFunction gemm) {
      this.gemm = gemm;
    }

    @Override
    public void multiply(Shape shape, MemorySegment a, MemorySegment b, MemorySegment c) {
      int status;
      try {
        functions.setThreads.handle().invokeExact(1);
        status =
            (int)
                gemm.handle()
                    .invokeExact(
                        letter(shape.readA()),
                        letter(shape.readB()),
                        (long) shape.m(),
                        (long) shape.n(),
                        (long) shape.k(),
                        1f,
                        a,
                        (long) shape.lda(),
                        b,
                        (long) shape.ldb(),
                        0f,
                        c,
                        (long) shape.n());
      } catch (Throwable e) {
        throw gemm.fault(e);
      }
      if (status != SUCCESS) {
        throw new IllegalStateException("oneDNN's product: status " + status);
      }
    }
  }

  private static byte letter(Gemm.Read read) {
    return (byte) (read == Gemm.Read.AS_IS ? 'N' : 'T');
  }
}
