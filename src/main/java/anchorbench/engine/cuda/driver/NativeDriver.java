package anchorbench.engine.cuda.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import anchorbench.foreign.NativeFunction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The driver itself, libcuda. */
public final class NativeDriver implements Driver {
  /** The library's name; its file comes with the driver. */
  public static final String LIBRARY = "libcuda.so.1";

  private static final int NON_BLOCKING_STREAM = 1;
  private static final int CAPTURE_THREAD_LOCAL = 1;

  /** {@code CU_EVENT_RECORD_EXTERNAL}. */
  private static final int RECORD_EXTERNAL = 1;

  private static final MemorySegment NULL = MemorySegment.NULL;

  private final DriverFunctions cuda;
  private final Calls calls = new Calls(this::refused);

  /**
   * @throws UnsatisfiedLinkError if the driver is too old to have all that is called
   */
  public NativeDriver(DynamicLibrary library) {
    cuda = new DriverFunctions(library.path(), library);
  }

  private CudaException refused(String call, int status) {
    return new CudaException(
        call, status, text(cuda.getErrorName, status), text(cuda.getErrorString, status));
  }

  private static String text(NativeFunction source, int status) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment into = arena.allocate(ADDRESS);
      int found = source.callInt(f -> (int) f.invokeExact(status, into));
      return found == 0
          ? into.get(ADDRESS, 0).reinterpret(Calls.NAME_BYTES).getString(0)
          : "unknown";
    }
  }

  @Override
  public void initialise() {
    calls.check(cuda.init, f -> (int) f.invokeExact(0));
  }

  @Override
  public int version() {
    return calls.intOf(cuda.driverGetVersion, (f, into) -> (int) f.invokeExact(into));
  }

  @Override
  public int deviceCount() {
    return calls.intOf(cuda.deviceGetCount, (f, into) -> (int) f.invokeExact(into));
  }

  @Override
  public int device(int ordinal) {
    return calls.intOf(cuda.deviceGet, (f, into) -> (int) f.invokeExact(into, ordinal));
  }

  @Override
  public String deviceName(int device) {
    return calls.stringOf(
        cuda.deviceGetName, (f, into) -> (int) f.invokeExact(into, Calls.NAME_BYTES, device));
  }

  @Override
  public String pciBusId(int device) {
    return calls.stringOf(
        cuda.deviceGetPciBusId, (f, into) -> (int) f.invokeExact(into, Calls.NAME_BYTES, device));
  }

  @Override
  public int attribute(int device, int attribute) {
    return calls.intOf(
        cuda.deviceGetAttribute, (f, into) -> (int) f.invokeExact(into, attribute, device));
  }

  @Override
  public long totalMemory(int device) {
    return calls.longOf(cuda.deviceTotalMem, (f, into) -> (int) f.invokeExact(into, device));
  }

  @Override
  public long retainPrimaryContext(int device) {
    return calls.longOf(cuda.primaryCtxRetain, (f, into) -> (int) f.invokeExact(into, device));
  }

  @Override
  public void makeCurrent(long context) {
    calls.check(cuda.ctxSetCurrent, f -> (int) f.invokeExact(context));
  }

  @Override
  public long[] memory() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment free = arena.allocate(JAVA_LONG);
      MemorySegment total = arena.allocate(JAVA_LONG);
      calls.check(cuda.memGetInfo, f -> (int) f.invokeExact(free, total));
      return new long[] {free.get(JAVA_LONG, 0), total.get(JAVA_LONG, 0)};
    }
  }

  @Override
  public long allocate(long bytes) {
    return calls.longOf(cuda.memAlloc, (f, into) -> (int) f.invokeExact(into, bytes));
  }

  @Override
  public void free(long address) {
    calls.check(cuda.memFree, f -> (int) f.invokeExact(address));
  }

  @Override
  public MemorySegment allocatePinned(long bytes) {
    long address =
        calls.longOf(cuda.memHostAlloc, (f, into) -> (int) f.invokeExact(into, bytes, 0));
    return MemorySegment.ofAddress(address).reinterpret(bytes);
  }

  @Override
  public void freePinned(MemorySegment memory) {
    calls.check(cuda.memFreeHost, f -> (int) f.invokeExact(memory));
  }

  @Override
  public void copyToDevice(long to, MemorySegment from, long bytes, long stream) {
    calls.check(cuda.memcpyHtoD, f -> (int) f.invokeExact(to, from, bytes, stream));
  }

  @Override
  public void copyToHost(MemorySegment to, long from, long bytes, long stream) {
    calls.check(cuda.memcpyDtoH, f -> (int) f.invokeExact(to, from, bytes, stream));
  }

  @Override
  public void copyOnDevice(long to, long from, long bytes, long stream) {
    calls.check(cuda.memcpyDtoD, f -> (int) f.invokeExact(to, from, bytes, stream));
  }

  @Override
  public void fill(long to, byte value, long bytes, long stream) {
    calls.check(cuda.memset, f -> (int) f.invokeExact(to, value, bytes, stream));
  }

  @Override
  public long loadModule(byte[] image) {
    try (Arena arena = Arena.ofConfined()) {
      // PTX is text and must end in a zero; machine code does not mind one.
      MemorySegment copy = arena.allocate(image.length + 1L, Long.BYTES);
      MemorySegment.copy(image, 0, copy, JAVA_BYTE, 0, image.length);
      return calls.longOf(
          cuda.moduleLoad, (f, into) -> (int) f.invokeExact(into, copy, 0, NULL, NULL));
    }
  }

  @Override
  public void unloadModule(long module) {
    calls.check(cuda.moduleUnload, f -> (int) f.invokeExact(module));
  }

  @Override
  public long function(long module, String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment into = arena.allocate(JAVA_LONG);
      MemorySegment text = arena.allocateFrom(name);
      int status = cuda.moduleGetFunction.callInt(f -> (int) f.invokeExact(into, module, text));
      calls.check("cuModuleGetFunction(" + name + ")", status);
      return into.get(JAVA_LONG, 0);
    }
  }

  @Override
  public int functionAttribute(long function, int attribute) {
    return calls.intOf(
        cuda.funcGetAttribute, (f, into) -> (int) f.invokeExact(into, attribute, function));
  }

  @Override
  public void setFunctionAttribute(long function, int attribute, int value) {
    calls.check(cuda.funcSetAttribute, f -> (int) f.invokeExact(function, attribute, value));
  }

  @Override
  public int activeBlocks(long function, int threads, long sharedBytes) {
    return calls.intOf(
        cuda.occupancy, (f, into) -> (int) f.invokeExact(into, function, threads, sharedBytes));
  }

  @Override
  public void launch(long function, Grid grid, long stream, KernelArguments arguments) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment parameters = arena.allocate(arguments.size(), Long.BYTES);
      arguments.write(parameters);
      calls.check(
          cuda.launchKernel,
          f ->
              (int)
                  f.invokeExact(
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
      calls.check(
          cuda.launchKernelEx, f -> (int) f.invokeExact(config, function, parameters, NULL));
    }
  }

  @Override
  public long createStream() {
    return calls.longOf(
        cuda.streamCreate, (f, into) -> (int) f.invokeExact(into, NON_BLOCKING_STREAM));
  }

  @Override
  public void synchronise(long stream) {
    calls.check(cuda.streamSynchronize, f -> (int) f.invokeExact(stream));
  }

  @Override
  public void waitFor(long stream, long event) {
    calls.check(cuda.streamWaitEvent, f -> (int) f.invokeExact(stream, event, 0));
  }

  @Override
  public void destroyStream(long stream) {
    calls.check(cuda.streamDestroy, f -> (int) f.invokeExact(stream));
  }

  @Override
  public long createEvent() {
    return calls.longOf(cuda.eventCreate, (f, into) -> (int) f.invokeExact(into, 0));
  }

  @Override
  public void record(long event, long stream) {
    calls.check(cuda.eventRecord, f -> (int) f.invokeExact(event, stream));
  }

  @Override
  public void recordAsNode(long event, long stream) {
    calls.check(
        cuda.eventRecordWithFlags, f -> (int) f.invokeExact(event, stream, RECORD_EXTERNAL));
  }

  @Override
  public void synchroniseEvent(long event) {
    calls.check(cuda.eventSynchronize, f -> (int) f.invokeExact(event));
  }

  @Override
  public float elapsedMillis(long start, long end) {
    return calls.floatOf(cuda.eventElapsedTime, (f, into) -> (int) f.invokeExact(into, start, end));
  }

  @Override
  public void destroyEvent(long event) {
    calls.check(cuda.eventDestroy, f -> (int) f.invokeExact(event));
  }

  @Override
  public void beginCapture(long stream) {
    // Thread-local: trials on other threads may allocate meanwhile.
    calls.check(cuda.streamBeginCapture, f -> (int) f.invokeExact(stream, CAPTURE_THREAD_LOCAL));
  }

  @Override
  public long endCapture(long stream) {
    return calls.longOf(cuda.streamEndCapture, (f, into) -> (int) f.invokeExact(stream, into));
  }

  @Override
  public int nodes(long graph) {
    return Math.toIntExact(
        calls.longOf(cuda.graphGetNodes, (f, count) -> (int) f.invokeExact(graph, NULL, count)));
  }

  @Override
  public long instantiate(long graph) {
    return calls.longOf(cuda.graphInstantiate, (f, into) -> (int) f.invokeExact(into, graph, 0L));
  }

  @Override
  public void upload(long executable, long stream) {
    calls.check(cuda.graphUpload, f -> (int) f.invokeExact(executable, stream));
  }

  @Override
  public void launchGraph(long executable, long stream) {
    calls.check(cuda.graphLaunch, f -> (int) f.invokeExact(executable, stream));
  }

  @Override
  public void destroyGraph(long graph) {
    calls.check(cuda.graphDestroy, f -> (int) f.invokeExact(graph));
  }

  @Override
  public void destroyExecutable(long executable) {
    calls.check(cuda.graphExecDestroy, f -> (int) f.invokeExact(executable));
  }
}
