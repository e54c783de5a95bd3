package anchorbench.engine.cpu.onednn;

import anchorbench.foreign.CTypes;
import anchorbench.foreign.NativeFunction;
import anchorbench.foreign.NativeFunctions;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;

/** What is called of {@code dnnl.h}, and of the OpenMP that oneDNN is linked to. */
final class Functions extends NativeFunctions {
  private static final CTypes TYPES =
      CTypes.STANDARD
          .with(ValueLayout.JAVA_INT, "dnnl_status_t")
          .with(ValueLayout.JAVA_LONG, "dnnl_dim_t");

  final NativeFunction version = bind("const dnnl_version_t *dnnl_version(void)");
  final NativeFunction sgemm =
      bind(
          "dnnl_status_t dnnl_sgemm(char transA, char transB, dnnl_dim_t m, dnnl_dim_t n,"
              + " dnnl_dim_t k, float alpha, const float *a, dnnl_dim_t lda, const float *b,"
              + " dnnl_dim_t ldb, float beta, float *c, dnnl_dim_t ldc)");

  /** In no header of oneDNN 3, but exported. */
  final NativeFunction gemmOfBfloat16 =
      bind(
          "dnnl_status_t dnnl_gemm_bf16bf16f32(char transA, char transB, dnnl_dim_t m, dnnl_dim_t"
              + " n, dnnl_dim_t k, float alpha, const void *a, dnnl_dim_t lda, const void *b,"
              + " dnnl_dim_t ldb, float beta, float *c, dnnl_dim_t ldc)");

  /** Holds for the calling thread. */
  final NativeFunction setThreads = bind("void omp_set_num_threads(int threads)");

  Functions(String library, SymbolLookup symbols) {
    super(library, symbols, TYPES);
  }
}
