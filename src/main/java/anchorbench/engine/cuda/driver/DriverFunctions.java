package anchorbench.engine.cuda.driver;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import anchorbench.foreign.CTypes;
import anchorbench.foreign.NativeFunction;
import anchorbench.foreign.NativeFunctions;
import java.lang.foreign.SymbolLookup;

/**
 * What is called of {@code cuda.h}. Names with a suffix are the present ABI; the plain names are
 * old ones. Handles are of a pointer's size and bound as longs.
 */
final class DriverFunctions extends NativeFunctions {
  private static final CTypes TYPES =
      CTypes.STANDARD
          .with(JAVA_INT, "CUresult", "CUdevice", "CUdevice_attribute", "CUfunction_attribute")
          .with(JAVA_INT, "CUstreamCaptureMode")
          .with(JAVA_LONG, "CUdeviceptr", "CUcontext", "CUmodule", "CUfunction", "CUstream")
          .with(JAVA_LONG, "CUevent", "CUgraph", "CUgraphExec");

  // Errors and cards.
  final NativeFunction init = bind("CUresult cuInit(unsigned flags)");
  final NativeFunction driverGetVersion = bind("CUresult cuDriverGetVersion(int *version)");
  final NativeFunction getErrorName =
      bind("CUresult cuGetErrorName(CUresult error, const char **name)");
  final NativeFunction getErrorString =
      bind("CUresult cuGetErrorString(CUresult error, const char **text)");
  final NativeFunction deviceGetCount = bind("CUresult cuDeviceGetCount(int *count)");
  final NativeFunction deviceGet = bind("CUresult cuDeviceGet(CUdevice *device, int ordinal)");
  final NativeFunction deviceGetName =
      bind("CUresult cuDeviceGetName(char *name, int length, CUdevice device)");
  final NativeFunction deviceGetPciBusId =
      bind("CUresult cuDeviceGetPCIBusId(char *id, int length, CUdevice device)");
  final NativeFunction deviceGetAttribute =
      bind("CUresult cuDeviceGetAttribute(int *value, CUdevice_attribute which, CUdevice device)");
  final NativeFunction deviceTotalMem =
      bind("CUresult cuDeviceTotalMem_v2(size_t *bytes, CUdevice device)");
  final NativeFunction primaryCtxRetain =
      bind("CUresult cuDevicePrimaryCtxRetain(CUcontext *context, CUdevice device)");
  final NativeFunction ctxSetCurrent = bind("CUresult cuCtxSetCurrent(CUcontext context)");

  // Memory.
  final NativeFunction memGetInfo = bind("CUresult cuMemGetInfo_v2(size_t *free, size_t *total)");
  final NativeFunction memAlloc =
      bind("CUresult cuMemAlloc_v2(CUdeviceptr *address, size_t bytes)");
  final NativeFunction memFree = bind("CUresult cuMemFree_v2(CUdeviceptr address)");
  final NativeFunction memHostAlloc =
      bind("CUresult cuMemHostAlloc(void **memory, size_t bytes, unsigned flags)");
  final NativeFunction memFreeHost = bind("CUresult cuMemFreeHost(void *memory)");
  final NativeFunction memcpyHtoD =
      bind(
          "CUresult cuMemcpyHtoDAsync_v2(CUdeviceptr to, const void *from, size_t bytes, CUstream"
              + " stream)");
  final NativeFunction memcpyDtoH =
      bind(
          "CUresult cuMemcpyDtoHAsync_v2(void *to, CUdeviceptr from, size_t bytes, CUstream"
              + " stream)");
  final NativeFunction memcpyDtoD =
      bind(
          "CUresult cuMemcpyDtoDAsync_v2(CUdeviceptr to, CUdeviceptr from, size_t bytes, CUstream"
              + " stream)");
  final NativeFunction memset =
      bind(
          "CUresult cuMemsetD8Async(CUdeviceptr to, unsigned char value, size_t count, CUstream"
              + " stream)");

  // Kernels.
  final NativeFunction moduleLoad =
      bind(
          "CUresult cuModuleLoadDataEx(CUmodule *module, const void *image, unsigned count,"
              + " CUjit_option *options, void **values)");
  final NativeFunction moduleUnload = bind("CUresult cuModuleUnload(CUmodule module)");
  final NativeFunction moduleGetFunction =
      bind("CUresult cuModuleGetFunction(CUfunction *function, CUmodule module, const char *name)");
  final NativeFunction funcGetAttribute =
      bind(
          "CUresult cuFuncGetAttribute(int *value, CUfunction_attribute which, CUfunction"
              + " function)");
  final NativeFunction funcSetAttribute =
      bind(
          "CUresult cuFuncSetAttribute(CUfunction function, CUfunction_attribute which, int"
              + " value)");
  final NativeFunction occupancy =
      bind(
          "CUresult cuOccupancyMaxActiveBlocksPerMultiprocessor(int *blocks, CUfunction function,"
              + " int threads, size_t sharedBytes)");
  final NativeFunction launchKernel =
      bind(
          "CUresult cuLaunchKernel(CUfunction function, unsigned gridX, unsigned gridY, unsigned"
              + " gridZ, unsigned blockX, unsigned blockY, unsigned blockZ, unsigned sharedBytes,"
              + " CUstream stream, void **parameters, void **extra)");
  final NativeFunction launchKernelEx =
      bind(
          "CUresult cuLaunchKernelEx(const CUlaunchConfig *config, CUfunction function, void"
              + " **parameters, void **extra)");

  // Streams and events.
  final NativeFunction streamCreate =
      bind("CUresult cuStreamCreate(CUstream *stream, unsigned flags)");
  final NativeFunction streamSynchronize = bind("CUresult cuStreamSynchronize(CUstream stream)");
  final NativeFunction streamWaitEvent =
      bind("CUresult cuStreamWaitEvent(CUstream stream, CUevent event, unsigned flags)");
  final NativeFunction streamDestroy = bind("CUresult cuStreamDestroy_v2(CUstream stream)");
  final NativeFunction eventCreate = bind("CUresult cuEventCreate(CUevent *event, unsigned flags)");
  final NativeFunction eventRecord = bind("CUresult cuEventRecord(CUevent event, CUstream stream)");
  final NativeFunction eventRecordWithFlags =
      bind("CUresult cuEventRecordWithFlags(CUevent event, CUstream stream, unsigned flags)");
  final NativeFunction eventSynchronize = bind("CUresult cuEventSynchronize(CUevent event)");

  /** Newer than drivers before 12.8. */
  final NativeFunction eventElapsedTime =
      bindIfThere(
          "CUresult cuEventElapsedTime_v2(float *milliseconds, CUevent start, CUevent end)",
          "cuEventElapsedTime");

  final NativeFunction eventDestroy = bind("CUresult cuEventDestroy_v2(CUevent event)");

  // Graphs.
  final NativeFunction streamBeginCapture =
      bind("CUresult cuStreamBeginCapture_v2(CUstream stream, CUstreamCaptureMode mode)");
  final NativeFunction streamEndCapture =
      bind("CUresult cuStreamEndCapture(CUstream stream, CUgraph *graph)");
  final NativeFunction graphGetNodes =
      bind("CUresult cuGraphGetNodes(CUgraph graph, CUgraphNode *nodes, size_t *count)");
  final NativeFunction graphInstantiate =
      bind(
          "CUresult cuGraphInstantiateWithFlags(CUgraphExec *executable, CUgraph graph, unsigned"
              + " long long flags)");
  final NativeFunction graphUpload =
      bind("CUresult cuGraphUpload(CUgraphExec executable, CUstream stream)");
  final NativeFunction graphLaunch =
      bind("CUresult cuGraphLaunch(CUgraphExec executable, CUstream stream)");
  final NativeFunction graphExecDestroy =
      bind("CUresult cuGraphExecDestroy(CUgraphExec executable)");
  final NativeFunction graphDestroy = bind("CUresult cuGraphDestroy(CUgraph graph)");

  DriverFunctions(String library, SymbolLookup symbols) {
    super(library, symbols, TYPES);
  }
}
