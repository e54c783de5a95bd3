package anchorbench.engine.cuda.driver;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import anchorbench.foreign.CTypes;
import anchorbench.foreign.NativeFunction;
import anchorbench.foreign.NativeFunctions;
import java.lang.foreign.SymbolLookup;

/** What is called of {@code cublasLt.h}. Handles are of a pointer's size and bound as longs. */
final class CublasLtFunctions extends NativeFunctions {
  private static final CTypes TYPES =
      CTypes.STANDARD
          .with(JAVA_INT, "cublasStatus_t", "cublasComputeType_t", "cudaDataType_t")
          .with(JAVA_INT, "cublasLtMatmulDescAttributes_t", "cublasLtMatmulPreferenceAttributes_t")
          .with(JAVA_INT, "cublasLtMatmulAlgoConfigAttributes_t")
          .with(JAVA_LONG, "cublasLtHandle_t", "cublasLtMatmulDesc_t", "cublasLtMatrixLayout_t")
          .with(JAVA_LONG, "cublasLtMatmulPreference_t", "cudaStream_t");

  final NativeFunction getVersion = bind("size_t cublasLtGetVersion(void)");
  final NativeFunction create = bind("cublasStatus_t cublasLtCreate(cublasLtHandle_t *handle)");
  final NativeFunction destroy = bind("cublasStatus_t cublasLtDestroy(cublasLtHandle_t handle)");

  final NativeFunction descCreate =
      bind(
          "cublasStatus_t cublasLtMatmulDescCreate(cublasLtMatmulDesc_t *desc, cublasComputeType_t"
              + " computeType, cudaDataType_t scaleType)");
  final NativeFunction descSet =
      bind(
          "cublasStatus_t cublasLtMatmulDescSetAttribute(cublasLtMatmulDesc_t desc,"
              + " cublasLtMatmulDescAttributes_t attribute, const void *value, size_t bytes)");
  final NativeFunction descDestroy =
      bind("cublasStatus_t cublasLtMatmulDescDestroy(cublasLtMatmulDesc_t desc)");

  final NativeFunction layoutCreate =
      bind(
          "cublasStatus_t cublasLtMatrixLayoutCreate(cublasLtMatrixLayout_t *layout, cudaDataType_t"
              + " type, uint64_t rows, uint64_t columns, int64_t ld)");
  final NativeFunction layoutDestroy =
      bind("cublasStatus_t cublasLtMatrixLayoutDestroy(cublasLtMatrixLayout_t layout)");

  final NativeFunction preferenceCreate =
      bind("cublasStatus_t cublasLtMatmulPreferenceCreate(cublasLtMatmulPreference_t *preference)");
  final NativeFunction preferenceSet =
      bind(
          "cublasStatus_t cublasLtMatmulPreferenceSetAttribute(cublasLtMatmulPreference_t"
              + " preference, cublasLtMatmulPreferenceAttributes_t attribute, const void *value,"
              + " size_t bytes)");
  final NativeFunction preferenceDestroy =
      bind("cublasStatus_t cublasLtMatmulPreferenceDestroy(cublasLtMatmulPreference_t preference)");

  final NativeFunction heuristic =
      bind(
          "cublasStatus_t cublasLtMatmulAlgoGetHeuristic(cublasLtHandle_t handle,"
              + " cublasLtMatmulDesc_t desc, cublasLtMatrixLayout_t a, cublasLtMatrixLayout_t b,"
              + " cublasLtMatrixLayout_t c, cublasLtMatrixLayout_t d, cublasLtMatmulPreference_t"
              + " preference, int wanted, cublasLtMatmulHeuristicResult_t *results, int *found)");
  final NativeFunction matmul =
      bind(
          "cublasStatus_t cublasLtMatmul(cublasLtHandle_t handle, cublasLtMatmulDesc_t desc, const"
              + " void *alpha, const void *A, cublasLtMatrixLayout_t a, const void *B,"
              + " cublasLtMatrixLayout_t b, const void *beta, const void *C, cublasLtMatrixLayout_t"
              + " c, void *D, cublasLtMatrixLayout_t d, const cublasLtMatmulAlgo_t *algorithm, void"
              + " *workspace, size_t workspaceBytes, cudaStream_t stream)");
  final NativeFunction configGet =
      bind(
          "cublasStatus_t cublasLtMatmulAlgoConfigGetAttribute(const cublasLtMatmulAlgo_t"
              + " *algorithm, cublasLtMatmulAlgoConfigAttributes_t attribute, void *value, size_t"
              + " bytes, size_t *written)");

  /**
   * @throws UnsatisfiedLinkError if the library lacks one
   */
  CublasLtFunctions(String library, SymbolLookup symbols) {
    super(library, symbols, TYPES);
  }
}
