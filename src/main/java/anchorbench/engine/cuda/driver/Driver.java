package anchorbench.engine.cuda.driver;

import java.lang.foreign.MemorySegment;

/**
 * The part of the CUDA driver API that the engine uses. Handles and device addresses are longs.
 * Every call but the first few needs a current context; every refusal is a {@link CudaException}.
 */
public interface Driver {
  // CUdevice_attribute
  int CLOCK_RATE = 13;
  int MULTIPROCESSOR_COUNT = 16;
  int MEMORY_CLOCK_RATE = 36;
  int L2_CACHE_BYTES = 38;
  int COMPUTE_CAPABILITY_MAJOR = 75;
  int COMPUTE_CAPABILITY_MINOR = 76;

  /** Bytes of shared memory that a block gets if a kernel asks for them. */
  int SHARED_BYTES_OPT_IN = 97;

  // CUfunction_attribute
  int SHARED_BYTES = 1;
  int REGISTERS = 4;
  int MOST_DYNAMIC_SHARED_BYTES = 8;

  /** How much of a multiprocessor's memory should be shared memory, the rest being L1 cache. */
  int SHARED_PERCENT = 9;

  // Devices.

  void initialise();

  /** The newest CUDA the driver can run: 1000 major + 10 minor. */
  int version();

  int deviceCount();

  int device(int ordinal);

  String deviceName(int device);

  String pciBusId(int device);

  int attribute(int device, int attribute);

  /** All memory of a card, in bytes. */
  long totalMemory(int device);

  long retainPrimaryContext(int device);

  /** Binds a context to the calling thread. */
  void makeCurrent(long context);

  // Memory.

  /** Free and total bytes. */
  long[] memory();

  /** Device memory, not cleared. */
  long allocate(long bytes);

  void free(long address);

  /** Page-locked host memory: copies from it run while the host goes on. */
  MemorySegment allocatePinned(long bytes);

  void freePinned(MemorySegment memory);

  void copyToDevice(long to, MemorySegment from, long bytes, long stream);

  void copyToHost(MemorySegment to, long from, long bytes, long stream);

  void copyOnDevice(long to, long from, long bytes, long stream);

  void fill(long to, byte value, long bytes, long stream);

  // Code.

  /** From a cubin, PTX text or a fat binary. */
  long loadModule(byte[] image);

  void unloadModule(long module);

  long function(long module, String name);

  int functionAttribute(long function, int attribute);

  void setFunctionAttribute(long function, int attribute, int value);

  /** Blocks of a kernel that a multiprocessor runs side by side. */
  int activeBlocks(long function, int threads, long sharedBytes);

  void launch(long function, Grid grid, long stream, KernelArguments arguments);

  /**
   * A launch that may begin while the kernel before it in the stream still runs (programmatic
   * dependent launch): both kernels say in their source when, and what the later one must wait for.
   * Only from compute capability 9.0 on.
   */
  void launchEarly(long function, Grid grid, long stream, KernelArguments arguments);

  // Streams and events.

  /** A stream that does not wait for the default stream. */
  long createStream();

  void synchronise(long stream);

  /** Later work of {@code stream} waits for the event's last record. */
  void waitFor(long stream, long event);

  void destroyStream(long stream);

  long createEvent();

  void record(long event, long stream);

  /**
   * Records an event as a node of the graph under way in {@code stream}: each launch of the graph
   * passes the mark anew.
   */
  void recordAsNode(long event, long stream);

  void synchroniseEvent(long event);

  /** Milliseconds between two recorded events that are done. */
  float elapsedMillis(long start, long end);

  void destroyEvent(long event);

  // Graphs.

  /** From here on work given to {@code stream} is recorded instead of run. */
  void beginCapture(long stream);

  long endCapture(long stream);

  /** How many nodes a graph has. */
  int nodes(long graph);

  long instantiate(long graph);

  void upload(long executable, long stream);

  void launchGraph(long executable, long stream);

  void destroyGraph(long graph);

  void destroyExecutable(long executable);
}
