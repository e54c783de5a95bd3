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
          .with(
              ValueLayout.JAVA_INT,
              "dnnl_status_t",
              "dnnl_engine_kind_t",
              "dnnl_data_type_t",
              "dnnl_format_tag_t",
              "dnnl_prop_kind_t",
              "dnnl_alg_kind_t",
              "dnnl_query_t",
              "dnnl_scratchpad_mode_t")
          .with(ValueLayout.JAVA_LONG, "dnnl_dim_t")
          .with(
              ValueLayout.ADDRESS,
              "dnnl_dims_t",
              "dnnl_engine_t",
              "dnnl_stream_t",
              "dnnl_memory_t",
              "dnnl_memory_desc_t",
              "const_dnnl_memory_desc_t",
              "dnnl_primitive_t",
              "const_dnnl_primitive_t",
              "dnnl_primitive_desc_t",
              "const_dnnl_primitive_desc_t",
              "dnnl_primitive_attr_t",
              "const_dnnl_primitive_attr_t",
              "dnnl_post_ops_t",
              "const_dnnl_post_ops_t");

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

  final NativeFunction engineCreate =
      bind(
          "dnnl_status_t dnnl_engine_create(dnnl_engine_t *engine, dnnl_engine_kind_t kind, size_t"
              + " index)");
  final NativeFunction streamCreate =
      bind(
          "dnnl_status_t dnnl_stream_create(dnnl_stream_t *stream, dnnl_engine_t engine, unsigned"
              + " flags)");
  final NativeFunction streamDestroy =
      bind("dnnl_status_t dnnl_stream_destroy(dnnl_stream_t stream)");

  final NativeFunction layoutCreate =
      bind(
          "dnnl_status_t dnnl_memory_desc_create_with_tag(dnnl_memory_desc_t *memory_desc, int"
              + " ndims, const dnnl_dims_t dims, dnnl_data_type_t data_type, dnnl_format_tag_t"
              + " tag)");
  final NativeFunction layoutClone =
      bind(
          "dnnl_status_t dnnl_memory_desc_clone(dnnl_memory_desc_t *memory_desc,"
              + " const_dnnl_memory_desc_t existing_memory_desc)");
  final NativeFunction layoutDestroy =
      bind("dnnl_status_t dnnl_memory_desc_destroy(dnnl_memory_desc_t memory_desc)");
  final NativeFunction layoutEqual =
      bind(
          "int dnnl_memory_desc_equal(const_dnnl_memory_desc_t lhs, const_dnnl_memory_desc_t rhs)");
  final NativeFunction layoutSize =
      bind("size_t dnnl_memory_desc_get_size(const_dnnl_memory_desc_t memory_desc)");

  final NativeFunction memoryCreate =
      bind(
          "dnnl_status_t dnnl_memory_create(dnnl_memory_t *memory, const_dnnl_memory_desc_t"
              + " memory_desc, dnnl_engine_t engine, void *handle)");
  final NativeFunction memorySet =
      bind("dnnl_status_t dnnl_memory_set_data_handle(dnnl_memory_t memory, void *handle)");
  final NativeFunction memoryDestroy =
      bind("dnnl_status_t dnnl_memory_destroy(dnnl_memory_t memory)");

  final NativeFunction attributesCreate =
      bind("dnnl_status_t dnnl_primitive_attr_create(dnnl_primitive_attr_t *attr)");
  final NativeFunction attributesDestroy =
      bind("dnnl_status_t dnnl_primitive_attr_destroy(dnnl_primitive_attr_t attr)");
  final NativeFunction setScratchpadMode =
      bind(
          "dnnl_status_t dnnl_primitive_attr_set_scratchpad_mode(dnnl_primitive_attr_t attr,"
              + " dnnl_scratchpad_mode_t mode)");
  final NativeFunction setPostOps =
      bind(
          "dnnl_status_t dnnl_primitive_attr_set_post_ops(dnnl_primitive_attr_t attr,"
              + " const_dnnl_post_ops_t post_ops)");
  final NativeFunction postOpsCreate =
      bind("dnnl_status_t dnnl_post_ops_create(dnnl_post_ops_t *post_ops)");
  final NativeFunction postOpsAppend =
      bind(
          "dnnl_status_t dnnl_post_ops_append_eltwise(dnnl_post_ops_t post_ops, dnnl_alg_kind_t"
              + " alg_kind, float alpha, float beta)");
  final NativeFunction postOpsDestroy =
      bind("dnnl_status_t dnnl_post_ops_destroy(dnnl_post_ops_t post_ops)");

  final NativeFunction convolutionForward =
      bind(
          "dnnl_status_t dnnl_convolution_forward_primitive_desc_create(dnnl_primitive_desc_t"
              + " *primitive_desc, dnnl_engine_t engine, dnnl_prop_kind_t prop_kind,"
              + " dnnl_alg_kind_t alg_kind, const_dnnl_memory_desc_t src_desc,"
              + " const_dnnl_memory_desc_t weights_desc, const_dnnl_memory_desc_t bias_desc,"
              + " const_dnnl_memory_desc_t dst_desc, const dnnl_dims_t strides, const dnnl_dims_t"
              + " dilates, const dnnl_dims_t padding_l, const dnnl_dims_t padding_r,"
              + " const_dnnl_primitive_attr_t attr)");
  final NativeFunction convolutionBackwardData =
      bind(
          "dnnl_status_t dnnl_convolution_backward_data_primitive_desc_create(dnnl_primitive_desc_t"
              + " *primitive_desc, dnnl_engine_t engine, dnnl_alg_kind_t alg_kind,"
              + " const_dnnl_memory_desc_t diff_src_desc, const_dnnl_memory_desc_t weights_desc,"
              + " const_dnnl_memory_desc_t diff_dst_desc, const dnnl_dims_t strides, const"
              + " dnnl_dims_t dilates, const dnnl_dims_t padding_l, const dnnl_dims_t padding_r,"
              + " const_dnnl_primitive_desc_t hint_fwd_pd, const_dnnl_primitive_attr_t attr)");
  final NativeFunction convolutionBackwardWeights =
      bind(
          "dnnl_status_t"
              + " dnnl_convolution_backward_weights_primitive_desc_create(dnnl_primitive_desc_t"
              + " *primitive_desc, dnnl_engine_t engine, dnnl_alg_kind_t alg_kind,"
              + " const_dnnl_memory_desc_t src_desc, const_dnnl_memory_desc_t diff_weights_desc,"
              + " const_dnnl_memory_desc_t diff_bias_desc, const_dnnl_memory_desc_t diff_dst_desc,"
              + " const dnnl_dims_t strides, const dnnl_dims_t dilates, const dnnl_dims_t"
              + " padding_l, const dnnl_dims_t padding_r, const_dnnl_primitive_desc_t hint_fwd_pd,"
              + " const_dnnl_primitive_attr_t attr)");
  final NativeFunction reorder =
      bind(
          "dnnl_status_t dnnl_reorder_primitive_desc_create(dnnl_primitive_desc_t"
              + " *reorder_primitive_desc, const_dnnl_memory_desc_t src_desc, dnnl_engine_t"
              + " src_engine, const_dnnl_memory_desc_t dst_desc, dnnl_engine_t dst_engine,"
              + " const_dnnl_primitive_attr_t attr)");

  final NativeFunction descriptionLayout =
      bind(
          "const_dnnl_memory_desc_t dnnl_primitive_desc_query_md(const_dnnl_primitive_desc_t"
              + " primitive_desc, dnnl_query_t what, int index)");
  final NativeFunction descriptionQuery =
      bind(
          "dnnl_status_t dnnl_primitive_desc_query(const_dnnl_primitive_desc_t primitive_desc,"
              + " dnnl_query_t what, int index, void *result)");
  final NativeFunction descriptionDestroy =
      bind("dnnl_status_t dnnl_primitive_desc_destroy(dnnl_primitive_desc_t primitive_desc)");
  final NativeFunction primitiveCreate =
      bind(
          "dnnl_status_t dnnl_primitive_create(dnnl_primitive_t *primitive,"
              + " const_dnnl_primitive_desc_t primitive_desc)");
  final NativeFunction primitiveExecute =
      bind(
          "dnnl_status_t dnnl_primitive_execute(const_dnnl_primitive_t primitive, dnnl_stream_t"
              + " stream, int nargs, const dnnl_exec_arg_t *args)");
  final NativeFunction primitiveDestroy =
      bind("dnnl_status_t dnnl_primitive_destroy(dnnl_primitive_t primitive)");

  /** Holds for the calling thread. */
  final NativeFunction setThreads = bind("void omp_set_num_threads(int threads)");

  Functions(String library, SymbolLookup symbols) {
    super(library, symbols, TYPES);
  }
}
