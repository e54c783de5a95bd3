package anchorbench.engine.cpu.blas;

import anchorbench.foreign.CTypes;
import anchorbench.foreign.NativeFunction;
import anchorbench.foreign.NativeFunctions;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;

/** What is called of OpenBLAS's {@code cblas.h}. */
final class Functions extends NativeFunctions {
  private static final CTypes TYPES =
      CTypes.STANDARD.with(
          ValueLayout.JAVA_INT, "blasint", "enum CBLAS_ORDER", "enum CBLAS_TRANSPOSE");

  private static final String SGEMM =
      "void cblas_sgemm(enum CBLAS_ORDER order, enum CBLAS_TRANSPOSE transA, enum CBLAS_TRANSPOSE"
          + " transB, blasint m, blasint n, blasint k, float alpha, const float *a, blasint lda,"
          + " const float *b, blasint ldb, float beta, float *c, blasint ldc)";

  final NativeFunction sgemm = bind(SGEMM);

  /** Takes heap arrays as they are. */
  final NativeFunction sgemmOfArrays = bind(SGEMM, Linker.Option.critical(true));

  final NativeFunction setThreads = bind("void openblas_set_num_threads(int threads)");
  final NativeFunction getConfig = bind("char *openblas_get_config(void)");

  Functions(String library, SymbolLookup symbols) {
    super(library, symbols, TYPES);
  }
}
