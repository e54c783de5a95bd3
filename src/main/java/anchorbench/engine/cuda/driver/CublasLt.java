package anchorbench.engine.cuda.driver;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.engine.cuda.driver.Gemm.Epilogue;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import java.util.Optional;

/**
 * cuBLASLt. The first algorithm that its heuristic names is taken, and kept: timing candidates
 * would let two runs differ in their last bits. Its ReLU turns a NaN into 0; the linear head still
 * carries one on.
 */
public final class CublasLt implements GemmLibrary {
  private static final int R_32F = 0;
  private static final int R_16BF = 14;
  private static final int COMPUTE_32F = 68;
  private static final int COMPUTE_32F_FAST_TF32 = 77;

  // cublasLtMatmulDescAttributes_t
  private static final int TRANSA = 3;
  private static final int TRANSB = 4;
  private static final int EPILOGUE = 7;
  private static final int BIAS_POINTER = 8;
  private static final int EPILOGUE_AUX_POINTER = 11;
  private static final int EPILOGUE_AUX_LD = 12;

  /** {@code CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES}. */
  private static final int MAX_WORKSPACE_BYTES = 1;

  private static final int NOT_SUPPORTED = 15;

  // cublasLtMatmulHeuristicResult_t: the algorithm (64 bytes), size_t workspace, int status, ...
  private static final long RESULT_BYTES = 96;
  private static final long RESULT_WORKSPACE = 64;
  private static final long RESULT_STATUS = 72;

  /** {@code CUBLASLT_ALGO_CONFIG_ID}. */
  private static final int CONFIG_ID = 0;

  private static final int CONFIG_TILE = 1;
  private static final int CONFIG_SPLIT_K = 2;

  private final DynamicLibrary library;
  private final CublasLtFunctions lt;
  private final Calls calls =
      new Calls(
          (call, status) ->
              new CudaException(call, status, statusName(status), "see cublasStatus_t"));
  private final long handle;

  /**
   * Needs a current context.
   *
   * @throws UnsatisfiedLinkError if the library lacks a function
   */
  public CublasLt(DynamicLibrary library) {
    this.library = library;
    lt = new CublasLtFunctions(library.path(), library);
    handle = calls.longOf(lt.create, (f, into) -> (int) f.invokeExact(into));
  }

  private static String statusName(int status) {
    return switch (status) {
      case 1 -> "CUBLAS_STATUS_NOT_INITIALIZED";
      case 3 -> "CUBLAS_STATUS_ALLOC_FAILED";
      case 7 -> "CUBLAS_STATUS_INVALID_VALUE";
      case 8 -> "CUBLAS_STATUS_ARCH_MISMATCH";
      case 13 -> "CUBLAS_STATUS_EXECUTION_FAILED";
      case 14 -> "CUBLAS_STATUS_INTERNAL_ERROR";
      case NOT_SUPPORTED -> "CUBLAS_STATUS_NOT_SUPPORTED";
      default -> "status";
    };
  }

  @Override
  public String version() {
    return version(lt);
  }

  /** The version, which can be had without a card. */
  public static String versionOf(DynamicLibrary library) {
    return version(new CublasLtFunctions(library.path(), library));
  }

  private static String version(CublasLtFunctions lt) {
    long version = lt.getVersion.call(f -> (long) f.invokeExact());
    return String.format(
        Locale.ROOT, "%d.%d.%d", version / 10_000, version / 100 % 100, version % 100);
  }

  public String path() {
    return library.path();
  }

  @Override
  public Optional<Prepared> prepare(Gemm product, long bias, long mask, long workspaceBytes) {
    PreparedProduct prepared = new PreparedProduct(product, bias, mask);
    if (prepared.choose(workspaceBytes)) {
      return Optional.of(prepared);
    }
    prepared.close();
    return Optional.empty();
  }

  @Override
  public void close() {
    calls.check(lt.destroy, f -> (int) f.invokeExact(handle));
  }

  /** Descriptors, algorithm and factors of one product. */
  private final class PreparedProduct implements Prepared {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment result = arena.allocate(RESULT_BYTES, Long.BYTES);
    private final MemorySegment one = arena.allocateFrom(JAVA_FLOAT, 1f);
    private final MemorySegment zero = arena.allocateFrom(JAVA_FLOAT, 0f);
    private final Epilogue epilogue;
    private final long desc;
    private final long a;
    private final long b;
    private final long d;

    PreparedProduct(Gemm p, long bias, long mask) {
      epilogue = p.epilogue();
      int compute = p.arithmetic() == Arithmetic.TF32 ? COMPUTE_32F_FAST_TF32 : COMPUTE_32F;
      desc = calls.longOf(lt.descCreate, (f, into) -> (int) f.invokeExact(into, compute, R_32F));
      set(TRANSA, p.transposeA() ? 1 : 0);
      set(TRANSB, p.transposeB() ? 1 : 0);
      set(EPILOGUE, p.epilogue().code);
      if (p.epilogue().usesBias()) {
        setLong(BIAS_POINTER, bias);
      }
      if (p.epilogue().usesMask()) {
        setLong(EPILOGUE_AUX_POINTER, mask);
        setLong(EPILOGUE_AUX_LD, p.maskStride());
      }
      int input = p.arithmetic() == Arithmetic.BFLOAT16 ? R_16BF : R_32F;
      a = layout(input, p.transposeA() ? p.k() : p.m(), p.transposeA() ? p.m() : p.k(), p.lda());
      b = layout(input, p.transposeB() ? p.n() : p.k(), p.transposeB() ? p.k() : p.n(), p.ldb());
      d = layout(R_32F, p.m(), p.n(), p.ldd());
    }

    private void set(int attribute, int value) {
      MemorySegment from = arena.allocateFrom(JAVA_INT, value);
      calls.check(
          lt.descSet, f -> (int) f.invokeExact(desc, attribute, from, (long) Integer.BYTES));
    }

    private void setLong(int attribute, long value) {
      MemorySegment from = arena.allocateFrom(JAVA_LONG, value);
      calls.check(lt.descSet, f -> (int) f.invokeExact(desc, attribute, from, (long) Long.BYTES));
    }

    private long layout(int type, long rows, long columns, long ld) {
      return calls.longOf(
          lt.layoutCreate, (f, into) -> (int) f.invokeExact(into, type, rows, columns, ld));
    }

    boolean choose(long workspaceBytes) {
      long preference = calls.longOf(lt.preferenceCreate, (f, into) -> (int) f.invokeExact(into));
      try {
        MemorySegment most = arena.allocateFrom(JAVA_LONG, workspaceBytes);
        calls.check(
            lt.preferenceSet,
            f -> (int) f.invokeExact(preference, MAX_WORKSPACE_BYTES, most, (long) Long.BYTES));
        MemorySegment found = arena.allocate(JAVA_INT);
        int status =
            lt.heuristic.callInt(
                f -> (int) f.invokeExact(handle, desc, a, b, d, d, preference, 1, result, found));
        // With an epilogue the heuristic answers 7, 13, 14 or 15 where it has none to offer; the
        // same product without one is asked next.
        if (status == NOT_SUPPORTED || (status != 0 && epilogue != Epilogue.NONE)) {
          return false;
        }
        calls.check(lt.heuristic.name(), status);
        return found.get(JAVA_INT, 0) > 0 && result.get(JAVA_INT, RESULT_STATUS) == 0;
      } finally {
        calls.check(lt.preferenceDestroy, f -> (int) f.invokeExact(preference));
      }
    }

    @Override
    public String algorithm() {
      return String.format(
          Locale.ROOT,
          "algorithm %d, tile %d, split-k %d, workspace %d B",
          config(CONFIG_ID),
          config(CONFIG_TILE),
          config(CONFIG_SPLIT_K),
          result.get(JAVA_LONG, RESULT_WORKSPACE));
    }

    private int config(int attribute) {
      try (Arena scratch = Arena.ofConfined()) {
        MemorySegment value = scratch.allocate(JAVA_INT);
        MemorySegment written = scratch.allocate(JAVA_LONG);
        calls.check(
            lt.configGet,
            f -> (int) f.invokeExact(result, attribute, value, (long) Integer.BYTES, written));
        return value.get(JAVA_INT, 0);
      }
    }

    @Override
    public void run(long aAt, long bAt, long dAt, long workspace, long stream) {
      multiply(aAt, bAt, zero, dAt, workspace, stream);
    }

    @Override
    public void add(long aAt, long bAt, long dAt, long workspace, long stream) {
      multiply(aAt, bAt, one, dAt, workspace, stream);
    }

    private void multiply(
        long aAt, long bAt, MemorySegment beta, long dAt, long workspace, long stream) {
      MemorySegment to = MemorySegment.ofAddress(dAt);
      calls.check(
          lt.matmul,
          f ->
              (int)
                  f.invokeExact(
                      handle,
                      desc,
                      one,
                      MemorySegment.ofAddress(aAt),
                      a,
                      MemorySegment.ofAddress(bAt),
                      b,
                      beta,
                      to,
                      d,
                      to,
                      d,
                      result,
                      MemorySegment.ofAddress(workspace),
                      result.get(JAVA_LONG, RESULT_WORKSPACE),
                      stream));
    }

    @Override
    public void close() {
      for (long layout : new long[] {a, b, d}) {
        calls.check(lt.layoutDestroy, f -> (int) f.invokeExact(layout));
      }
      calls.check(lt.descDestroy, f -> (int) f.invokeExact(desc));
      arena.close();
    }
  }
}
