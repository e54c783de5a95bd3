package anchorbench.engine.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import anchorbench.engine.cuda.driver.CudaException;
import anchorbench.engine.cuda.driver.Driver;
import anchorbench.engine.cuda.driver.Grid;
import anchorbench.engine.cuda.driver.KernelArguments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A card made of host memory. It is as lazy as it may be: work given to a stream is run when
 * somebody waits for it and not before, so that a missing wait or a buffer used again too early
 * shows. The guard zones of its {@link HostMemory} are looked at after each piece of work.
 */
final class HostDriver implements Driver {
  private static final long CONTEXT = 4242;
  private static final int INVALID_CONTEXT = 201;
  private static final int INVALID_VALUE = 1;

  /** Bytes of shared memory that a block gets without having asked. */
  private static final int SHARED_UNASKED = 48 << 10;

  /** What to spoil. */
  static final class Faults {
    /** Bytes that the card seems to have. */
    long memory = Long.MAX_VALUE;

    /** Name of a kernel that fails when it runs, or null. */
    String failingKernel;

    int version = 12_040;
    int devices = 1;
    int initialise;
    int capability = 80;

    /** Bytes of shared memory that a block may opt in to; sm_80 has 163 KB. */
    int sharedOptIn = 163 << 10;
  }

  private final Faults faults;
  private final HostMemory memory = new HostMemory();
  private final Map<Long, Deque<Runnable>> streams = new HashMap<>();
  private final Map<Long, List<Runnable>> captures = new HashMap<>();
  private final Map<Long, Mark> events = new HashMap<>();
  private final Map<Long, List<Runnable>> graphs = new HashMap<>();
  private final Map<Long, SymbolLookup> modules = new HashMap<>();
  private final Map<Long, Function> functions = new HashMap<>();
  private final ThreadLocal<Long> current = ThreadLocal.withInitial(() -> 0L);
  private CudaException poison;
  private long nextHandle = 1000;
  int graphLaunches;
  int kernelLaunches;

  /** How often each kernel was launched or recorded, by name. */
  final Map<String, Integer> launched = new HashMap<>();

  /** A kernel, and the dynamic shared memory that its blocks may have. */
  private static final class Function {
    final String name;
    final MethodHandle launcher;
    int sharedBytes = SHARED_UNASKED;

    Function(String name, MethodHandle launcher) {
      this.name = name;
      this.launcher = launcher;
    }
  }

  /** An event: the stream and how much of it had been given when it was recorded. */
  private static final class Mark {
    boolean done = true;
    long stream;
    long nanos;
  }

  HostDriver(Faults faults) {
    this.faults = faults;
  }

  private long handle() {
    return nextHandle++;
  }

  private void bound() {
    if (current.get() != CONTEXT) {
      throw new CudaException("host", INVALID_CONTEXT, "CUDA_ERROR_INVALID_CONTEXT", "not bound");
    }
    if (poison != null) {
      throw poison;
    }
  }

  /** What is still allocated: leaks show here. */
  synchronized int liveAllocations() {
    return memory.live();
  }

  synchronized int liveHandles() {
    return streams.size() + events.size() + graphs.size() + modules.size();
  }

  @Override
  public void initialise() {
    if (faults.initialise != 0) {
      throw new CudaException("cuInit", faults.initialise, "CUDA_ERROR", "as told");
    }
  }

  @Override
  public int version() {
    return faults.version;
  }

  @Override
  public int deviceCount() {
    return faults.devices;
  }

  @Override
  public int device(int ordinal) {
    return ordinal;
  }

  @Override
  public String deviceName(int device) {
    return "host memory";
  }

  @Override
  public String pciBusId(int device) {
    return "0000:00:00.0";
  }

  @Override
  public int attribute(int device, int attribute) {
    return switch (attribute) {
      case COMPUTE_CAPABILITY_MAJOR -> faults.capability / 10;
      case COMPUTE_CAPABILITY_MINOR -> faults.capability % 10;
      case MULTIPROCESSOR_COUNT -> 2;
      case SHARED_BYTES_OPT_IN -> faults.sharedOptIn;
      default -> 1 << 20;
    };
  }

  @Override
  public long retainPrimaryContext(int device) {
    return CONTEXT;
  }

  @Override
  public synchronized void releasePrimaryContext(int device) {
    if (poison != null) {
      throw poison;
    }
  }

  @Override
  public void makeCurrent(long context) {
    current.set(context);
  }

  @Override
  public synchronized long[] memory() {
    bound();
    return new long[] {faults.memory - memory.allocated(), faults.memory};
  }

  @Override
  public synchronized long allocate(long bytes) {
    bound();
    if (bytes > faults.memory - memory.allocated()) {
      throw new CudaException(
          "cuMemAlloc_v2",
          CudaException.OUT_OF_MEMORY,
          "CUDA_ERROR_OUT_OF_MEMORY",
          "out of memory");
    }
    return memory.allocate(bytes);
  }

  @Override
  public synchronized void free(long address) {
    bound();
    // As the card: whatever is under way is finished first.
    streams.keySet().forEach(this::drain);
    memory.free(address);
  }

  @Override
  public synchronized MemorySegment allocatePinned(long bytes) {
    bound();
    return memory.allocatePinned(bytes);
  }

  @Override
  public synchronized void freePinned(MemorySegment segment) {
    bound();
    streams.keySet().forEach(this::drain);
    memory.freePinned(segment);
  }

  /** Gives work to a stream, or to the recording under way there. */
  private void give(long stream, Runnable work) {
    bound();
    List<Runnable> recording = captures.get(stream);
    if (recording != null) {
      recording.add(work);
    } else {
      streams.get(stream).add(work);
    }
  }

  /** Runs what a stream was given. */
  private void drain(long stream) {
    Deque<Runnable> queue = streams.get(stream);
    while (!queue.isEmpty()) {
      Runnable work = queue.poll();
      if (poison != null) {
        continue;
      }
      work.run();
    }
  }

  @Override
  public synchronized void copyToDevice(long to, MemorySegment from, long bytes, long stream) {
    memory.requireInside(to, bytes, "copy to the card");
    // Pageable memory is read before the call returns, pinned memory when the copy runs.
    MemorySegment source = from;
    if (!memory.isPinned(from)) {
      source = Arena.ofAuto().allocate(Math.max(bytes, 1));
      MemorySegment.copy(from, 0, source, 0, bytes);
    }
    MemorySegment read = source;
    give(stream, () -> MemorySegment.copy(read, 0, HostMemory.at(to, bytes), 0, bytes));
  }

  @Override
  public synchronized void copyToHost(MemorySegment to, long from, long bytes, long stream) {
    memory.requireInside(from, bytes, "copy to the host");
    // Whichever thread drains the stream does the copying.
    long target = to.address();
    give(
        stream,
        () ->
            MemorySegment.copy(
                HostMemory.at(from, bytes), 0, HostMemory.at(target, bytes), 0, bytes));
  }

  @Override
  public synchronized void copyOnDevice(long to, long from, long bytes, long stream) {
    memory.requireInside(to, bytes, "copy on the card");
    memory.requireInside(from, bytes, "copy on the card");
    give(
        stream,
        () ->
            MemorySegment.copy(HostMemory.at(from, bytes), 0, HostMemory.at(to, bytes), 0, bytes));
  }

  @Override
  public synchronized void fill(long to, byte value, long bytes, long stream) {
    memory.requireInside(to, bytes, "fill");
    give(stream, () -> HostMemory.at(to, bytes).fill(value));
  }

  @Override
  public synchronized long loadModule(byte[] image) {
    bound();
    try {
      Path file = Files.createTempFile("anchorbench-kernels", ".so");
      Files.write(file, image);
      SymbolLookup lookup = SymbolLookup.libraryLookup(file, Arena.global());
      Files.delete(file);
      modules.put(handle(), lookup);
      return nextHandle - 1;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void unloadModule(long module) {
    bound();
    modules.remove(module);
  }

  @Override
  public synchronized long function(long module, String name) {
    bound();
    MemorySegment symbol = modules.get(module).findOrThrow("launch_" + name);
    MethodHandle launcher =
        Linker.nativeLinker()
            .downcallHandle(
                symbol,
                FunctionDescriptor.of(
                    JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    functions.put(handle(), new Function(name, launcher));
    return nextHandle - 1;
  }

  @Override
  public int functionAttribute(long function, int attribute) {
    return 0;
  }

  @Override
  public synchronized void setFunctionAttribute(long function, int attribute, int value) {
    bound();
    Function kernel = functions.get(function);
    if (attribute != MOST_DYNAMIC_SHARED_BYTES || value < 0 || value > faults.sharedOptIn) {
      throw invalid("cuFuncSetAttribute", kernel);
    }
    kernel.sharedBytes = value;
  }

  private static CudaException invalid(String call, Function kernel) {
    return new CudaException(call, INVALID_VALUE, "CUDA_ERROR_INVALID_VALUE", kernel.name);
  }

  @Override
  public int activeBlocks(long function, int threads, long sharedBytes) {
    return 1;
  }

  @Override
  public synchronized void launch(
      long function, Grid grid, long stream, KernelArguments arguments) {
    Function kernel = functions.get(function);
    if (grid.blocksX() < 1
        || grid.blocksY() < 1
        || grid.blocksY() > 65_535
        || grid.threadsX() * grid.threadsY() > 1024
        || grid.sharedBytes() < 0
        || grid.sharedBytes() > kernel.sharedBytes) {
      throw invalid("cuLaunchKernel", kernel);
    }
    MemorySegment parameters = Arena.ofAuto().allocate(Math.max(arguments.size(), 8), 8);
    arguments.write(parameters);
    kernelLaunches++;
    launched.merge(kernel.name, 1, Integer::sum);
    give(stream, () -> run(kernel, grid, parameters));
  }

  private void run(Function kernel, Grid grid, MemorySegment parameters) {
    if (kernel.name.equals(faults.failingKernel)) {
      poison =
          new CudaException(
              "cuStreamSynchronize",
              CudaException.ILLEGAL_ADDRESS,
              "CUDA_ERROR_ILLEGAL_ADDRESS",
              "an illegal memory access was encountered");
      return;
    }
    int outside;
    try {
      outside =
          (int)
              kernel.launcher.invokeExact(
                  grid.blocksX(),
                  grid.blocksY(),
                  grid.threadsX(),
                  grid.threadsY(),
                  grid.sharedBytes(),
                  parameters);
    } catch (Throwable e) {
      throw new AssertionError(kernel.name, e);
    }
    if (outside != 0) {
      throw new AssertionError(kernel.name + " wrote outside of its dynamic shared memory");
    }
    memory.checkGuards(kernel.name);
  }

  /** For the stand-in of the products, which are no kernels of ours. */
  synchronized void giveProduct(long stream, Runnable product) {
    give(
        stream,
        () -> {
          product.run();
          memory.checkGuards("a product");
        });
  }

  @Override
  public synchronized long createStream() {
    bound();
    streams.put(handle(), new ArrayDeque<>());
    return nextHandle - 1;
  }

  @Override
  public synchronized void synchronise(long stream) {
    bound();
    notWhileRecording(stream);
    drain(stream);
    bound();
  }

  private void notWhileRecording(long stream) {
    if (captures.containsKey(stream)) {
      throw new CudaException(
          "cuStreamSynchronize", 900, "CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED", "recording");
    }
  }

  @Override
  public synchronized void waitFor(long stream, long event) {
    Mark mark = events.get(event);
    give(stream, () -> pass(mark));
  }

  /** Runs another stream until it has come to a mark. */
  private void pass(Mark mark) {
    Deque<Runnable> queue = streams.get(mark.stream);
    while (!mark.done && queue != null && !queue.isEmpty() && poison == null) {
      queue.poll().run();
    }
  }

  @Override
  public synchronized void destroyStream(long stream) {
    bound();
    drain(stream);
    streams.remove(stream);
  }

  @Override
  public synchronized long createEvent() {
    bound();
    events.put(handle(), new Mark());
    return nextHandle - 1;
  }

  @Override
  public synchronized void record(long event, long stream) {
    // A mark that is recorded anew is another mark for those who wait from now on; the engine
    // never records one that somebody still waits for, and this says so if it does.
    Mark mark = events.get(event);
    if (!mark.done) {
      pass(mark);
    }
    mark.done = false;
    mark.stream = stream;
    give(
        stream,
        () -> {
          mark.done = true;
          mark.nanos = System.nanoTime();
        });
  }

  @Override
  public synchronized void synchroniseEvent(long event) {
    bound();
    pass(events.get(event));
    bound();
  }

  @Override
  public synchronized float elapsedMillis(long start, long end) {
    bound();
    if (!events.get(start).done || !events.get(end).done) {
      throw new CudaException("cuEventElapsedTime", 600, "CUDA_ERROR_NOT_READY", "not ready");
    }
    return (events.get(end).nanos - events.get(start).nanos) / 1e6f;
  }

  @Override
  public synchronized void destroyEvent(long event) {
    bound();
    events.remove(event);
  }

  @Override
  public synchronized void beginCapture(long stream) {
    bound();
    captures.put(stream, new ArrayList<>());
  }

  @Override
  public synchronized long endCapture(long stream) {
    bound();
    graphs.put(handle(), captures.remove(stream));
    return nextHandle - 1;
  }

  @Override
  public synchronized long instantiate(long graph) {
    bound();
    graphs.put(handle(), List.copyOf(graphs.get(graph)));
    return nextHandle - 1;
  }

  @Override
  public void upload(long executable, long stream) {
    bound();
  }

  @Override
  public synchronized void launchGraph(long executable, long stream) {
    List<Runnable> nodes = graphs.get(executable);
    graphLaunches++;
    give(stream, () -> nodes.forEach(Runnable::run));
  }

  @Override
  public synchronized void destroyGraph(long graph) {
    bound();
    graphs.remove(graph);
  }

  @Override
  public synchronized void destroyExecutable(long executable) {
    bound();
    graphs.remove(executable);
  }
}
