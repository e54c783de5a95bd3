package anchorbench.engine.cuda.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.engine.cuda.driver.Gemm.Epilogue;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
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
  private final long handle;

  /** {@code cublasStatus_t cublasLtCreate(cublasLtHandle_t *)}. */
  private final MethodHandle create;

  /** {@code cublasStatus_t cublasLtDestroy(cublasLtHandle_t)}. */
  private final MethodHandle destroy;

  /** {@code cublasStatus_t cublasLtMatmulDescCreate(desc *, computeType, scaleType)}. */
  private final MethodHandle descCreate;

  /** {@code cublasStatus_t cublasLtMatmulDescSetAttribute(desc, attr, const void *, size_t)}. */
  private final MethodHandle descSet;

  private final MethodHandle descDestroy;

  /** {@code cublasStatus_t cublasLtMatrixLayoutCreate(layout *, type, rows, columns, ld)}. */
  private final MethodHandle layoutCreate;

  private final MethodHandle layoutDestroy;

  /** {@code cublasStatus_t cublasLtMatmulPreferenceCreate(preference *)}. */
  private final MethodHandle preferenceCreate;

  /** {@code cublasStatus_t ...PreferenceSetAttribute(preference, attr, const void *, size_t)}. */
  private final MethodHandle preferenceSet;

  private final MethodHandle preferenceDestroy;

  /**
   * {@code cublasStatus_t cublasLtMatmulAlgoGetHeuristic(handle, desc, a, b, c, d, preference, int
   * wanted, result *, int *found)}.
   */
  private final MethodHandle heuristic;

  /**
   * {@code cublasStatus_t cublasLtMatmul(handle, desc, const void *alpha, A, a, B, b, const void
   * *beta, C, c, D, d, const algo *, workspace, size_t, stream)}.
   */
  private final MethodHandle matmul;

  /** {@code cublasStatus_t ...AlgoConfigGetAttribute(algo *, attr, void *, size_t, size_t *)}. */
  private final MethodHandle configGet;

  /** Needs a current context. */
  public CublasLt(DynamicLibrary cublasLt) {
    library = cublasLt;
    create = cublasLt.status("cublasLtCreate", ADDRESS);
    destroy = cublasLt.status("cublasLtDestroy", JAVA_LONG);
    descCreate = cublasLt.status("cublasLtMatmulDescCreate", ADDRESS, JAVA_INT, JAVA_INT);
    descSet =
        cublasLt.status("cublasLtMatmulDescSetAttribute", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    descDestroy = cublasLt.status("cublasLtMatmulDescDestroy", JAVA_LONG);
    layoutCreate =
        cublasLt.status(
            "cublasLtMatrixLayoutCreate", ADDRESS, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    layoutDestroy = cublasLt.status("cublasLtMatrixLayoutDestroy", JAVA_LONG);
    preferenceCreate = cublasLt.status("cublasLtMatmulPreferenceCreate", ADDRESS);
    preferenceSet =
        cublasLt.status(
            "cublasLtMatmulPreferenceSetAttribute", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    preferenceDestroy = cublasLt.status("cublasLtMatmulPreferenceDestroy", JAVA_LONG);
    heuristic =
        cublasLt.status(
            "cublasLtMatmulAlgoGetHeuristic",
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_INT,
            ADDRESS,
            ADDRESS);
    matmul =
        cublasLt.status(
            "cublasLtMatmul",
            JAVA_LONG,
            JAVA_LONG,
            ADDRESS,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            ADDRESS,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            ADDRESS,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG);
    configGet =
        cublasLt.status(
            "cublasLtMatmulAlgoConfigGetAttribute", ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS);
    handle = created("cublasLtCreate", into -> (int) create.invokeExact(into));
  }

  private interface Creating {
    int invoke(MemorySegment into) throws Throwable;
  }

  private static long created(String call, Creating downcall) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment into = arena.allocate(JAVA_LONG);
      check(call, () -> downcall.invoke(into));
      return into.get(JAVA_LONG, 0);
    }
  }

  private static void check(String call, StatusCall downcall) {
    int status = StatusCall.status(call, downcall);
    if (status != 0) {
      throw new CudaException(call, status, statusName(status), "see cublasStatus_t");
    }
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
    return versionOf(library);
  }

  /** The version, which can be had without a card. */
  public static String versionOf(DynamicLibrary cublasLt) {
    // size_t cublasLtGetVersion(void)
    MethodHandle getVersion =
        cublasLt.function("cublasLtGetVersion", FunctionDescriptor.of(JAVA_LONG));
    try {
      long version = (long) getVersion.invokeExact();
      return String.format(
          Locale.ROOT, "%d.%d.%d", version / 10_000, version / 100 % 100, version % 100);
    } catch (Throwable e) {
      throw new AssertionError("cublasLtGetVersion", e);
    }
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
    check("cublasLtDestroy", () -> (int) destroy.invokeExact(handle));
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
      desc =
          created(
              "cublasLtMatmulDescCreate",
              into -> (int) descCreate.invokeExact(into, compute, R_32F));
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
      check(
          "cublasLtMatmulDescSetAttribute",
          () -> (int) descSet.invokeExact(desc, attribute, from, (long) Integer.BYTES));
    }

    private void setLong(int attribute, long value) {
      MemorySegment from = arena.allocateFrom(JAVA_LONG, value);
      check(
          "cublasLtMatmulDescSetAttribute",
          () -> (int) descSet.invokeExact(desc, attribute, from, (long) Long.BYTES));
    }

    private long layout(int type, long rows, long columns, long ld) {
      return created(
          "cublasLtMatrixLayoutCreate",
          into -> (int) layoutCreate.invokeExact(into, type, rows, columns, ld));
    }

    boolean choose(long workspaceBytes) {
      long preference =
          created(
              "cublasLtMatmulPreferenceCreate", into -> (int) preferenceCreate.invokeExact(into));
      try {
        MemorySegment most = arena.allocateFrom(JAVA_LONG, workspaceBytes);
        check(
            "cublasLtMatmulPreferenceSetAttribute",
            () ->
                (int)
                    preferenceSet.invokeExact(
                        preference, MAX_WORKSPACE_BYTES, most, (long) Long.BYTES));
        MemorySegment found = arena.allocate(JAVA_INT);
        int status =
            StatusCall.status(
                "cublasLtMatmulAlgoGetHeuristic",
                () ->
                    (int)
                        heuristic.invokeExact(
                            handle, desc, a, b, d, d, preference, 1, result, found));
        // With an epilogue the heuristic answers 7, 13, 14 or 15 where it has none to offer; the
        // same product without one is asked next.
        if (status == NOT_SUPPORTED || (status != 0 && epilogue != Epilogue.NONE)) {
          return false;
        }
        check("cublasLtMatmulAlgoGetHeuristic", () -> status);
        return found.get(JAVA_INT, 0) > 0 && result.get(JAVA_INT, RESULT_STATUS) == 0;
      } finally {
        check(
            "cublasLtMatmulPreferenceDestroy",
            () -> (int) preferenceDestroy.invokeExact(preference));
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
        check(
            "cublasLtMatmulAlgoConfigGetAttribute",
            () ->
                (int)
                    configGet.invokeExact(result, attribute, value, (long) Integer.BYTES, written));
        return value.get(JAVA_INT, 0);
      }
    }

    @Override
    public void run(long aAt, long bAt, long dAt, long workspace, long stream) {
      check(
          "cublasLtMatmul",
          () ->
              (int)
                  matmul.invokeExact(
                      handle,
                      desc,
                      one,
                      aAt,
                      a,
                      bAt,
                      b,
                      zero,
                      dAt,
                      d,
                      dAt,
                      d,
                      result,
                      workspace,
                      result.get(JAVA_LONG, RESULT_WORKSPACE),
                      stream));
    }

    @Override
    public void close() {
      for (long layout : new long[] {a, b, d}) {
        check("cublasLtMatrixLayoutDestroy", () -> (int) layoutDestroy.invokeExact(layout));
      }
      check("cublasLtMatmulDescDestroy", () -> (int) descDestroy.invokeExact(desc));
      arena.close();
    }
  }
}
