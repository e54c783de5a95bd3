package anchorbench.engine.cuda.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The driver itself, libcuda. Names with a suffix are the present ABI; the plain names are old
 * ones. Pointer-sized handles are bound as longs.
 */
public final class NativeDriver implements Driver {
  /** The library's name; its file comes with the driver. */
  public static final String LIBRARY = "libcuda.so.1";

  private static final int NON_BLOCKING_STREAM = 1;
  private static final int CAPTURE_THREAD_LOCAL = 1;

  /** {@code CU_EVENT_RECORD_EXTERNAL}. */
  private static final int RECORD_EXTERNAL = 1;

  private static final int NAME_BYTES = 256;
  private static final MemorySegment NULL = MemorySegment.NULL;

  /** {@code CUresult cuInit(unsigned flags)}. */
  private final MethodHandle init;

  /** {@code CUresult cuDriverGetVersion(int *version)}. */
  private final MethodHandle driverGetVersion;

  /** {@code CUresult cuGetErrorName(CUresult error, const char **name)}. */
  private final MethodHandle getErrorName;

  /** {@code CUresult cuGetErrorString(CUresult error, const char **text)}. */
  private final MethodHandle getErrorString;

  /** {@code CUresult cuDeviceGetCount(int *count)}. */
  private final MethodHandle deviceGetCount;

  /** {@code CUresult cuDeviceGet(CUdevice *device, int ordinal)}. */
  private final MethodHandle deviceGet;

  /** {@code CUresult cuDeviceGetName(char *name, int length, CUdevice device)}. */
  private final MethodHandle deviceGetName;

  /** {@code CUresult cuDeviceGetPCIBusId(char *id, int length, CUdevice device)}. */
  private final MethodHandle deviceGetPciBusId;

  /** {@code CUresult cuDeviceGetAttribute(int *value, CUdevice_attribute a, CUdevice device)}. */
  private final MethodHandle deviceGetAttribute;

  /** {@code CUresult cuDeviceTotalMem_v2(size_t *bytes, CUdevice device)}. */
  private final MethodHandle deviceTotalMem;

  /** {@code CUresult cuDevicePrimaryCtxRetain(CUcontext *context, CUdevice device)}. */
  private final MethodHandle primaryCtxRetain;

  /** {@code CUresult cuCtxSetCurrent(CUcontext context)}. */
  private final MethodHandle ctxSetCurrent;

  /** {@code CUresult cuMemGetInfo_v2(size_t *free, size_t *total)}. */
  private final MethodHandle memGetInfo;

  /** {@code CUresult cuMemAlloc_v2(CUdeviceptr *address, size_t bytes)}. */
  private final MethodHandle memAlloc;

  /** {@code CUresult cuMemFree_v2(CUdeviceptr address)}. */
  private final MethodHandle memFree;

  /** {@code CUresult cuMemHostAlloc(void **memory, size_t bytes, unsigned flags)}. */
  private final MethodHandle memHostAlloc;

  /** {@code CUresult cuMemFreeHost(void *memory)}. */
  private final MethodHandle memFreeHost;

  /**
   * {@code CUresult cuMemcpyHtoDAsync_v2(CUdeviceptr to, const void *from, size_t bytes,
   * CUstream)}.
   */
  private final MethodHandle memcpyHtoD;

  /** {@code CUresult cuMemcpyDtoHAsync_v2(void *to, CUdeviceptr from, size_t bytes, CUstream)}. */
  private final MethodHandle memcpyDtoH;

  /**
   * {@code CUresult cuMemcpyDtoDAsync_v2(CUdeviceptr to, CUdeviceptr from, size_t bytes,
   * CUstream)}.
   */
  private final MethodHandle memcpyDtoD;

  /**
   * {@code CUresult cuMemsetD8Async(CUdeviceptr to, unsigned char value, size_t count, CUstream)}.
   */
  private final MethodHandle memset;

  /**
   * {@code CUresult cuModuleLoadDataEx(CUmodule *module, const void *image, unsigned options,
   * CUjit_option *, void **)}.
   */
  private final MethodHandle moduleLoad;

  /** {@code CUresult cuModuleUnload(CUmodule module)}. */
  private final MethodHandle moduleUnload;

  /**
   * {@code CUresult cuModuleGetFunction(CUfunction *function, CUmodule module, const char *name)}.
   */
  private final MethodHandle moduleGetFunction;

  /**
   * {@code CUresult cuFuncGetAttribute(int *value, CUfunction_attribute a, CUfunction function)}.
   */
  private final MethodHandle funcGetAttribute;

  /**
   * {@code CUresult cuFuncSetAttribute(CUfunction function, CUfunction_attribute a, int value)}.
   */
  private final MethodHandle funcSetAttribute;

  /**
   * {@code CUresult cuOccupancyMaxActiveBlocksPerMultiprocessor(int *blocks, CUfunction function,
   * int threads, size_t sharedBytes)}.
   */
  private final MethodHandle occupancy;

  /**
   * {@code CUresult cuLaunchKernel(CUfunction, unsigned gridX, gridY, gridZ, unsigned blockX,
   * blockY, blockZ, unsigned sharedBytes, CUstream, void **parameters, void **extra)}.
   */
  private final MethodHandle launchKernel;

  /**
   * {@code CUresult cuLaunchKernelEx(const CUlaunchConfig *config, CUfunction function, void
   * **parameters, void **extra)}.
   */
  private final MethodHandle launchKernelEx;

  /** {@code CUresult cuStreamCreate(CUstream *stream, unsigned flags)}. */
  private final MethodHandle streamCreate;

  /** {@code CUresult cuStreamSynchronize(CUstream stream)}. */
  private final MethodHandle streamSynchronize;

  /** {@code CUresult cuStreamWaitEvent(CUstream stream, CUevent event, unsigned flags)}. */
  private final MethodHandle streamWaitEvent;

  /** {@code CUresult cuStreamDestroy_v2(CUstream stream)}. */
  private final MethodHandle streamDestroy;

  /** {@code CUresult cuEventCreate(CUevent *event, unsigned flags)}. */
  private final MethodHandle eventCreate;

  /** {@code CUresult cuEventRecord(CUevent event, CUstream stream)}. */
  private final MethodHandle eventRecord;

  /** {@code CUresult cuEventRecordWithFlags(CUevent event, CUstream stream, unsigned flags)}. */
  private final MethodHandle eventRecordWithFlags;

  /** {@code CUresult cuEventSynchronize(CUevent event)}. */
  private final MethodHandle eventSynchronize;

  /**
   * {@code CUresult cuEventElapsedTime_v2(float *milliseconds, CUevent start, CUevent end); before
   * 12.8 without the suffix}.
   */
  private final MethodHandle eventElapsedTime;

  /** {@code CUresult cuEventDestroy_v2(CUevent event)}. */
  private final MethodHandle eventDestroy;

  /** {@code CUresult cuStreamBeginCapture_v2(CUstream stream, CUstreamCaptureMode mode)}. */
  private final MethodHandle streamBeginCapture;

  /** {@code CUresult cuStreamEndCapture(CUstream stream, CUgraph *graph)}. */
  private final MethodHandle streamEndCapture;

  /** {@code CUresult cuGraphGetNodes(CUgraph graph, CUgraphNode *nodes, size_t *count)}. */
  private final MethodHandle graphGetNodes;

  /**
   * {@code CUresult cuGraphInstantiateWithFlags(CUgraphExec *executable, CUgraph graph, unsigned
   * long long flags)}.
   */
  private final MethodHandle graphInstantiate;

  /** {@code CUresult cuGraphUpload(CUgraphExec executable, CUstream stream)}. */
  private final MethodHandle graphUpload;

  /** {@code CUresult cuGraphLaunch(CUgraphExec executable, CUstream stream)}. */
  private final MethodHandle graphLaunch;

  /** {@code CUresult cuGraphExecDestroy(CUgraphExec executable)}. */
  private final MethodHandle graphExecDestroy;

  /** {@code CUresult cuGraphDestroy(CUgraph graph)}. */
  private final MethodHandle graphDestroy;

  public NativeDriver(DynamicLibrary cuda) {
    init = cuda.status("cuInit", JAVA_INT);
    driverGetVersion = cuda.status("cuDriverGetVersion", ADDRESS);
    getErrorName = cuda.status("cuGetErrorName", JAVA_INT, ADDRESS);
    getErrorString = cuda.status("cuGetErrorString", JAVA_INT, ADDRESS);
    deviceGetCount = cuda.status("cuDeviceGetCount", ADDRESS);
    deviceGet = cuda.status("cuDeviceGet", ADDRESS, JAVA_INT);
    deviceGetName = cuda.status("cuDeviceGetName", ADDRESS, JAVA_INT, JAVA_INT);
    deviceGetPciBusId = cuda.status("cuDeviceGetPCIBusId", ADDRESS, JAVA_INT, JAVA_INT);
    deviceGetAttribute = cuda.status("cuDeviceGetAttribute", ADDRESS, JAVA_INT, JAVA_INT);
    deviceTotalMem = cuda.status("cuDeviceTotalMem_v2", ADDRESS, JAVA_INT);
    primaryCtxRetain = cuda.status("cuDevicePrimaryCtxRetain", ADDRESS, JAVA_INT);
    ctxSetCurrent = cuda.status("cuCtxSetCurrent", JAVA_LONG);
    memGetInfo = cuda.status("cuMemGetInfo_v2", ADDRESS, ADDRESS);
    memAlloc = cuda.status("cuMemAlloc_v2", ADDRESS, JAVA_LONG);
    memFree = cuda.status("cuMemFree_v2", JAVA_LONG);
    memHostAlloc = cuda.status("cuMemHostAlloc", ADDRESS, JAVA_LONG, JAVA_INT);
    memFreeHost = cuda.status("cuMemFreeHost", ADDRESS);
    memcpyHtoD = cuda.status("cuMemcpyHtoDAsync_v2", JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG);
    memcpyDtoH = cuda.status("cuMemcpyDtoHAsync_v2", ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    memcpyDtoD = cuda.status("cuMemcpyDtoDAsync_v2", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    memset = cuda.status("cuMemsetD8Async", JAVA_LONG, JAVA_BYTE, JAVA_LONG, JAVA_LONG);
    moduleLoad = cuda.status("cuModuleLoadDataEx", ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS);
    moduleUnload = cuda.status("cuModuleUnload", JAVA_LONG);
    moduleGetFunction = cuda.status("cuModuleGetFunction", ADDRESS, JAVA_LONG, ADDRESS);
    funcGetAttribute = cuda.status("cuFuncGetAttribute", ADDRESS, JAVA_INT, JAVA_LONG);
    funcSetAttribute = cuda.status("cuFuncSetAttribute", JAVA_LONG, JAVA_INT, JAVA_INT);
    occupancy =
        cuda.status(
            "cuOccupancyMaxActiveBlocksPerMultiprocessor", ADDRESS, JAVA_LONG, JAVA_INT, JAVA_LONG);
    launchKernel =
        cuda.status(
            "cuLaunchKernel",
            JAVA_LONG,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_LONG,
            ADDRESS,
            ADDRESS);
    launchKernelEx = cuda.status("cuLaunchKernelEx", ADDRESS, JAVA_LONG, ADDRESS, ADDRESS);
    streamCreate = cuda.status("cuStreamCreate", ADDRESS, JAVA_INT);
    streamSynchronize = cuda.status("cuStreamSynchronize", JAVA_LONG);
    streamWaitEvent = cuda.status("cuStreamWaitEvent", JAVA_LONG, JAVA_LONG, JAVA_INT);
    streamDestroy = cuda.status("cuStreamDestroy_v2", JAVA_LONG);
    eventCreate = cuda.status("cuEventCreate", ADDRESS, JAVA_INT);
    eventRecord = cuda.status("cuEventRecord", JAVA_LONG, JAVA_LONG);
    eventRecordWithFlags = cuda.status("cuEventRecordWithFlags", JAVA_LONG, JAVA_LONG, JAVA_INT);
    eventSynchronize = cuda.status("cuEventSynchronize", JAVA_LONG);
    String elapsed =
        cuda.address("cuEventElapsedTime_v2") == 0 ? "cuEventElapsedTime" : "cuEventElapsedTime_v2";
    eventElapsedTime = cuda.status(elapsed, ADDRESS, JAVA_LONG, JAVA_LONG);
    eventDestroy = cuda.status("cuEventDestroy_v2", JAVA_LONG);
    streamBeginCapture = cuda.status("cuStreamBeginCapture_v2", JAVA_LONG, JAVA_INT);
    streamEndCapture = cuda.status("cuStreamEndCapture", JAVA_LONG, ADDRESS);
    graphGetNodes = cuda.status("cuGraphGetNodes", JAVA_LONG, ADDRESS, ADDRESS);
    graphInstantiate = cuda.status("cuGraphInstantiateWithFlags", ADDRESS, JAVA_LONG, JAVA_LONG);
    graphUpload = cuda.status("cuGraphUpload", JAVA_LONG, JAVA_LONG);
    graphLaunch = cuda.status("cuGraphLaunch", JAVA_LONG, JAVA_LONG);
    graphExecDestroy = cuda.status("cuGraphExecDestroy", JAVA_LONG);
    graphDestroy = cuda.status("cuGraphDestroy", JAVA_LONG);
  }

  private void check(String call, StatusCall downcall) {
    int status = StatusCall.status(call, downcall);
    if (status != 0) {
      throw new CudaException(
          call, status, text(getErrorName, status), text(getErrorString, status));
    }
  }

  private static String text(MethodHandle source, int status) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment into = arena.allocate(ADDRESS);
      int found = (int) source.invokeExact(status, into);
      return found == 0 ? into.get(ADDRESS, 0).reinterpret(NAME_BYTES).getString(0) : "unknown";
    } catch (Throwable e) {
      throw new AssertionError("cuGetErrorName", e);
    }
  }

  /** A call that leaves its result where it is told to. */
  private interface Receiving {
    int invoke(MemorySegment into) throws Throwable;
  }

  private int intOf(String call, Receiving downcall) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment into = arena.allocate(JAVA_INT);
      check(call, () -> downcall.invoke(into));
      return into.get(JAVA_INT, 0);
    }
  }

  private long longOf(String call, Receiving downcall) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment into = arena.allocate(JAVA_LONG);
      check(call, () -> downcall.invoke(into));
      return into.get(JAVA_LONG, 0);
    }
  }

  private String stringOf(String call, Receiving downcall) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment into = arena.allocate(NAME_BYTES);
      check(call, () -> downcall.invoke(into));
      return into.getString(0);
    }
  }

  @Override
  public void initialise() {
    check("cuInit", () -> (int) init.invokeExact(0));
  }

  @Override
  public int version() {
    return intOf("cuDriverGetVersion", into -> (int) driverGetVersion.invokeExact(into));
  }

  @Override
  public int deviceCount() {
    return intOf("cuDeviceGetCount", into -> (int) deviceGetCount.invokeExact(into));
  }

  @Override
  public int device(int ordinal) {
    return intOf("cuDeviceGet", into -> (int) deviceGet.invokeExact(into, ordinal));
  }

  @Override
  public String deviceName(int device) {
    return stringOf(
        "cuDeviceGetName", into -> (int) deviceGetName.invokeExact(into, NAME_BYTES, device));
  }

  @Override
  public String pciBusId(int device) {
    return stringOf(
        "cuDeviceGetPCIBusId",
        into -> (int) deviceGetPciBusId.invokeExact(into, NAME_BYTES, device));
  }

  @Override
  public int attribute(int device, int attribute) {
    return intOf(
        "cuDeviceGetAttribute",
        into -> (int) deviceGetAttribute.invokeExact(into, attribute, device));
  }

  @Override
  public long totalMemory(int device) {
    return longOf("cuDeviceTotalMem_v2", into -> (int) deviceTotalMem.invokeExact(into, device));
  }

  @Override
  public long retainPrimaryContext(int device) {
    return longOf(
        "cuDevicePrimaryCtxRetain", into -> (int) primaryCtxRetain.invokeExact(into, device));
  }

  @Override
  public void makeCurrent(long context) {
    check("cuCtxSetCurrent", () -> (int) ctxSetCurrent.invokeExact(context));
  }

  @Override
  public long[] memory() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment free = arena.allocate(JAVA_LONG);
      MemorySegment total = arena.allocate(JAVA_LONG);
      check("cuMemGetInfo_v2", () -> (int) memGetInfo.invokeExact(free, total));
      return new long[] {free.get(JAVA_LONG, 0), total.get(JAVA_LONG, 0)};
    }
  }

  @Override
  public long allocate(long bytes) {
    return longOf("cuMemAlloc_v2", into -> (int) memAlloc.invokeExact(into, bytes));
  }

  @Override
  public void free(long address) {
    check("cuMemFree_v2", () -> (int) memFree.invokeExact(address));
  }

  @Override
  public MemorySegment allocatePinned(long bytes) {
    long address = longOf("cuMemHostAlloc", into -> (int) memHostAlloc.invokeExact(into, bytes, 0));
    return MemorySegment.ofAddress(address).reinterpret(bytes);
  }

  @Override
  public void freePinned(MemorySegment memory) {
    check("cuMemFreeHost", () -> (int) memFreeHost.invokeExact(memory));
  }

  @Override
  public void copyToDevice(long to, MemorySegment from, long bytes, long stream) {
    check("cuMemcpyHtoDAsync_v2", () -> (int) memcpyHtoD.invokeExact(to, from, bytes, stream));
  }

  @Override
  public void copyToHost(MemorySegment to, long from, long bytes, long stream) {
    check("cuMemcpyDtoHAsync_v2", () -> (int) memcpyDtoH.invokeExact(to, from, bytes, stream));
  }

  @Override
  public void copyOnDevice(long to, long from, long bytes, long stream) {
    check("cuMemcpyDtoDAsync_v2", () -> (int) memcpyDtoD.invokeExact(to, from, bytes, stream));
  }

  @Override
  public void fill(long to, byte value, long bytes, long stream) {
    check("cuMemsetD8Async", () -> (int) memset.invokeExact(to, value, bytes, stream));
  }

  @Override
  public long loadModule(byte[] image) {
    try (Arena arena = Arena.ofConfined()) {
      // PTX is text and must end in a zero; machine code does not mind one.
      MemorySegment copy = arena.allocate(image.length + 1L, Long.BYTES);
      MemorySegment.copy(image, 0, copy, JAVA_BYTE, 0, image.length);
      return longOf(
          "cuModuleLoadDataEx", into -> (int) moduleLoad.invokeExact(into, copy, 0, NULL, NULL));
    }
  }

  @Override
  public void unloadModule(long module) {
    check("cuModuleUnload", () -> (int) moduleUnload.invokeExact(module));
  }

  @Override
  public long function(long module, String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocateFrom(name);
      return longOf(
          "cuModuleGetFunction(" + name + ")",
          into -> (int) moduleGetFunction.invokeExact(into, module, text));
    }
  }

  @Override
  public int functionAttribute(long function, int attribute) {
    return intOf(
        "cuFuncGetAttribute",
        into -> (int) funcGetAttribute.invokeExact(into, attribute, function));
  }

  @Override
  public void setFunctionAttribute(long function, int attribute, int value) {
    check(
        "cuFuncSetAttribute", () -> (int) funcSetAttribute.invokeExact(function, attribute, value));
  }

  @Override
  public int activeBlocks(long function, int threads, long sharedBytes) {
    return intOf(
        "cuOccupancyMaxActiveBlocksPerMultiprocessor",
        into -> (int) occupancy.invokeExact(into, function, threads, sharedBytes));
  }

  @Override
  public void launch(long function, Grid grid, long stream, KernelArguments arguments) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment parameters = arena.allocate(arguments.size(), Long.BYTES);
      arguments.write(parameters);
      check(
          "cuLaunchKernel",
          () ->
              (int)
                  launchKernel.invokeExact(
                      function,
                      grid.blocksX(),
                      grid.blocksY(),
                      1,
                      grid.threadsX(),
                      grid.threadsY(),
                      1,
                      grid.sharedBytes(),
                      stream,
                      parameters,
                      NULL));
    }
  }

  @Override
  public void launchEarly(long function, Grid grid, long stream, KernelArguments arguments) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment parameters = arena.allocate(arguments.size(), Long.BYTES);
      arguments.write(parameters);
      MemorySegment config = LaunchConfig.early(arena, grid, stream);
      check(
          "cuLaunchKernelEx",
          () -> (int) launchKernelEx.invokeExact(config, function, parameters, NULL));
    }
  }

  @Override
  public long createStream() {
    return longOf(
        "cuStreamCreate", into -> (int) streamCreate.invokeExact(into, NON_BLOCKING_STREAM));
  }

  @Override
  public void synchronise(long stream) {
    check("cuStreamSynchronize", () -> (int) streamSynchronize.invokeExact(stream));
  }

  @Override
  public void waitFor(long stream, long event) {
    check("cuStreamWaitEvent", () -> (int) streamWaitEvent.invokeExact(stream, event, 0));
  }

  @Override
  public void destroyStream(long stream) {
    check("cuStreamDestroy_v2", () -> (int) streamDestroy.invokeExact(stream));
  }

  @Override
  public long createEvent() {
    return longOf("cuEventCreate", into -> (int) eventCreate.invokeExact(into, 0));
  }

  @Override
  public void record(long event, long stream) {
    check("cuEventRecord", () -> (int) eventRecord.invokeExact(event, stream));
  }

  @Override
  public void recordAsNode(long event, long stream) {
    check(
        "cuEventRecordWithFlags",
        () -> (int) eventRecordWithFlags.invokeExact(event, stream, RECORD_EXTERNAL));
  }

  @Override
  public void synchroniseEvent(long event) {
    check("cuEventSynchronize", () -> (int) eventSynchronize.invokeExact(event));
  }

  @Override
  public float elapsedMillis(long start, long end) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment into = arena.allocate(JAVA_FLOAT);
      check("cuEventElapsedTime", () -> (int) eventElapsedTime.invokeExact(into, start, end));
      return into.get(JAVA_FLOAT, 0);
    }
  }

  @Override
  public void destroyEvent(long event) {
    check("cuEventDestroy_v2", () -> (int) eventDestroy.invokeExact(event));
  }

  @Override
  public void beginCapture(long stream) {
    // Thread-local: trials on other threads may allocate meanwhile.
    check(
        "cuStreamBeginCapture_v2",
        () -> (int) streamBeginCapture.invokeExact(stream, CAPTURE_THREAD_LOCAL));
  }

  @Override
  public long endCapture(long stream) {
    return longOf("cuStreamEndCapture", into -> (int) streamEndCapture.invokeExact(stream, into));
  }

  @Override
  public int nodes(long graph) {
    return Math.toIntExact(
        longOf("cuGraphGetNodes", count -> (int) graphGetNodes.invokeExact(graph, NULL, count)));
  }

  @Override
  public long instantiate(long graph) {
    return longOf(
        "cuGraphInstantiateWithFlags", into -> (int) graphInstantiate.invokeExact(into, graph, 0L));
  }

  @Override
  public void upload(long executable, long stream) {
    check("cuGraphUpload", () -> (int) graphUpload.invokeExact(executable, stream));
  }

  @Override
  public void launchGraph(long executable, long stream) {
    check("cuGraphLaunch", () -> (int) graphLaunch.invokeExact(executable, stream));
  }

  @Override
  public void destroyGraph(long graph) {
    check("cuGraphDestroy", () -> (int) graphDestroy.invokeExact(graph));
  }

  @Override
  public void destroyExecutable(long executable) {
    check("cuGraphExecDestroy", () -> (int) graphExecDestroy.invokeExact(executable));
  }
}
