package anchorbench.engine.cuda.driver;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import anchorbench.foreign.CTypes;
import anchorbench.foreign.NativeFunction;
import anchorbench.foreign.NativeFunctions;
import java.lang.foreign.SymbolLookup;

/**
 * What is called of {@code cudnn.h}, version 9. Handles and descriptors are of a pointer's size and
 * bound as longs. The functions of convolutions are those that the header calls deprecated since
 * 9.0 and still has: its graphs of operations would need five times as many calls.
 */
final class CudnnFunctions extends NativeFunctions {
  private static final CTypes TYPES =
      CTypes.STANDARD
          .with(JAVA_INT, "cudnnStatus_t", "cudnnTensorFormat_t", "cudnnDataType_t")
          .with(JAVA_INT, "cudnnConvolutionMode_t", "cudnnMathType_t")
          .with(JAVA_INT, "cudnnConvolutionFwdAlgo_t", "cudnnConvolutionBwdDataAlgo_t")
          .with(JAVA_INT, "cudnnConvolutionBwdFilterAlgo_t")
          .with(JAVA_LONG, "cudnnHandle_t", "cudaStream_t", "cudnnTensorDescriptor_t")
          .with(JAVA_LONG, "cudnnFilterDescriptor_t", "cudnnConvolutionDescriptor_t");

  final NativeFunction getVersion = bind("size_t cudnnGetVersion(void)");
  final NativeFunction getCudartVersion = bind("size_t cudnnGetCudartVersion(void)");
  final NativeFunction errorString = bind("const char *cudnnGetErrorString(cudnnStatus_t status)");
  final NativeFunction lastErrorString =
      bind("void cudnnGetLastErrorString(char *message, size_t bytes)");

  final NativeFunction create = bind("cudnnStatus_t cudnnCreate(cudnnHandle_t *handle)");
  final NativeFunction destroy = bind("cudnnStatus_t cudnnDestroy(cudnnHandle_t handle)");
  final NativeFunction setStream =
      bind("cudnnStatus_t cudnnSetStream(cudnnHandle_t handle, cudaStream_t stream)");

  final NativeFunction tensorCreate =
      bind("cudnnStatus_t cudnnCreateTensorDescriptor(cudnnTensorDescriptor_t *desc)");
  final NativeFunction tensorSet =
      bind(
          "cudnnStatus_t cudnnSetTensor4dDescriptor(cudnnTensorDescriptor_t desc,"
              + " cudnnTensorFormat_t format, cudnnDataType_t type, int n, int c, int h, int w)");
  final NativeFunction tensorDestroy =
      bind("cudnnStatus_t cudnnDestroyTensorDescriptor(cudnnTensorDescriptor_t desc)");

  final NativeFunction filterCreate =
      bind("cudnnStatus_t cudnnCreateFilterDescriptor(cudnnFilterDescriptor_t *desc)");
  final NativeFunction filterSet =
      bind(
          "cudnnStatus_t cudnnSetFilter4dDescriptor(cudnnFilterDescriptor_t desc, cudnnDataType_t"
              + " type, cudnnTensorFormat_t format, int k, int c, int h, int w)");
  final NativeFunction filterDestroy =
      bind("cudnnStatus_t cudnnDestroyFilterDescriptor(cudnnFilterDescriptor_t desc)");

  final NativeFunction convolutionCreate =
      bind("cudnnStatus_t cudnnCreateConvolutionDescriptor(cudnnConvolutionDescriptor_t *desc)");
  final NativeFunction convolutionSet =
      bind(
          "cudnnStatus_t cudnnSetConvolution2dDescriptor(cudnnConvolutionDescriptor_t desc, int"
              + " padY, int padX, int strideY, int strideX, int dilationY, int dilationX,"
              + " cudnnConvolutionMode_t mode, cudnnDataType_t compute)");
  final NativeFunction mathSet =
      bind(
          "cudnnStatus_t cudnnSetConvolutionMathType(cudnnConvolutionDescriptor_t desc,"
              + " cudnnMathType_t math)");
  final NativeFunction convolutionDestroy =
      bind("cudnnStatus_t cudnnDestroyConvolutionDescriptor(cudnnConvolutionDescriptor_t desc)");

  final NativeFunction forwardHeuristic =
      bind(
          "cudnnStatus_t cudnnGetConvolutionForwardAlgorithm_v7(cudnnHandle_t handle,"
              + " cudnnTensorDescriptor_t x, cudnnFilterDescriptor_t w,"
              + " cudnnConvolutionDescriptor_t convolution, cudnnTensorDescriptor_t y, int wanted,"
              + " int *found, cudnnConvolutionFwdAlgoPerf_t *results)");
  final NativeFunction weightHeuristic =
      bind(
          "cudnnStatus_t cudnnGetConvolutionBackwardFilterAlgorithm_v7(cudnnHandle_t handle,"
              + " cudnnTensorDescriptor_t x, cudnnTensorDescriptor_t y,"
              + " cudnnConvolutionDescriptor_t convolution, cudnnFilterDescriptor_t w, int wanted,"
              + " int *found, cudnnConvolutionBwdFilterAlgoPerf_t *results)");
  final NativeFunction inputHeuristic =
      bind(
          "cudnnStatus_t cudnnGetConvolutionBackwardDataAlgorithm_v7(cudnnHandle_t handle,"
              + " cudnnFilterDescriptor_t w, cudnnTensorDescriptor_t y,"
              + " cudnnConvolutionDescriptor_t convolution, cudnnTensorDescriptor_t x, int wanted,"
              + " int *found, cudnnConvolutionBwdDataAlgoPerf_t *results)");

  final NativeFunction forwardWorkspace =
      bind(
          "cudnnStatus_t cudnnGetConvolutionForwardWorkspaceSize(cudnnHandle_t handle,"
              + " cudnnTensorDescriptor_t x, cudnnFilterDescriptor_t w,"
              + " cudnnConvolutionDescriptor_t convolution, cudnnTensorDescriptor_t y,"
              + " cudnnConvolutionFwdAlgo_t algorithm, size_t *bytes)");
  final NativeFunction weightWorkspace =
      bind(
          "cudnnStatus_t cudnnGetConvolutionBackwardFilterWorkspaceSize(cudnnHandle_t handle,"
              + " cudnnTensorDescriptor_t x, cudnnTensorDescriptor_t y,"
              + " cudnnConvolutionDescriptor_t convolution, cudnnFilterDescriptor_t w,"
              + " cudnnConvolutionBwdFilterAlgo_t algorithm, size_t *bytes)");
  final NativeFunction inputWorkspace =
      bind(
          "cudnnStatus_t cudnnGetConvolutionBackwardDataWorkspaceSize(cudnnHandle_t handle,"
              + " cudnnFilterDescriptor_t w, cudnnTensorDescriptor_t y,"
              + " cudnnConvolutionDescriptor_t convolution, cudnnTensorDescriptor_t x,"
              + " cudnnConvolutionBwdDataAlgo_t algorithm, size_t *bytes)");

  final NativeFunction forward =
      bind(
          "cudnnStatus_t cudnnConvolutionForward(cudnnHandle_t handle, const void *alpha,"
              + " cudnnTensorDescriptor_t xDesc, const void *x, cudnnFilterDescriptor_t wDesc,"
              + " const void *w, cudnnConvolutionDescriptor_t convolution,"
              + " cudnnConvolutionFwdAlgo_t algorithm, void *workspace, size_t workspaceBytes,"
              + " const void *beta, cudnnTensorDescriptor_t yDesc, void *y)");
  final NativeFunction weightGradient =
      bind(
          "cudnnStatus_t cudnnConvolutionBackwardFilter(cudnnHandle_t handle, const void *alpha,"
              + " cudnnTensorDescriptor_t xDesc, const void *x, cudnnTensorDescriptor_t yDesc,"
              + " const void *y, cudnnConvolutionDescriptor_t convolution,"
              + " cudnnConvolutionBwdFilterAlgo_t algorithm, void *workspace, size_t"
              + " workspaceBytes, const void *beta, cudnnFilterDescriptor_t wDesc, void *w)");
  final NativeFunction inputGradient =
      bind(
          "cudnnStatus_t cudnnConvolutionBackwardData(cudnnHandle_t handle, const void *alpha,"
              + " cudnnFilterDescriptor_t wDesc, const void *w, cudnnTensorDescriptor_t yDesc,"
              + " const void *y, cudnnConvolutionDescriptor_t convolution,"
              + " cudnnConvolutionBwdDataAlgo_t algorithm, void *workspace, size_t"
              + " workspaceBytes, const void *beta, cudnnTensorDescriptor_t xDesc, void *x)");

  /**
   * @throws UnsatisfiedLinkError if the library lacks one
   */
  CudnnFunctions(String library, SymbolLookup symbols) {
    super(library, symbols, TYPES);
  }
}
