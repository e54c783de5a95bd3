package anchorbench.engine.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

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
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Cards made of host memory. Each has a context, memory, a clock and faults of its own; what
 * belongs to one context is refused while another is current. It is as lazy as it may be: work
 * given to a stream is run when somebody waits for it and not before, so that a missing wait or a
 * buffer used again too early shows. The guard zones of its {@link HostMemory} are looked at after
 * each piece of work. Its clock is counted, not measured: each piece of work takes a microsecond.
 */
final class HostDriver implements Driver {
  private static final long CONTEXT = 4242;
  private static final int INVALID_CONTEXT = 201;
  private static final int INVALID_HANDLE = 400;
  private static final int INVALID_VALUE = 1;

  /** Bytes of shared memory that a block gets without having asked. */
  private static final int SHARED_UNASKED = 48 << 10;

  /**
   * Compiled kernels, each once a process. A library with numbers of each thread's own is never
   * unloaded while the thread lives, and with thousands of them the loader takes a second to find a
   * name.
   */
  private static final Map<ByteBuffer, SymbolLookup> LOADED = new ConcurrentHashMap<>();

  /** What to spoil, on every card or on one. */
  static final class Faults {
    /** Cards that differ from the others, by their ordinals. */
    final Map<Integer, Faults> ofCard = new HashMap<>();

    String name = "host memory";

    /** Bytes that the card seems to have. */
    long memory = Long.MAX_VALUE;

    /** Name of a kernel that fails when it runs, or null. */
    String failingKernel;

    /** How often it runs well before. */
    int wellBefore;

    int version = 12_040;
    int devices = 1;
    int initialise;
    int capability = 80;

    /** Bytes of shared memory that a block may opt in to; sm_80 has 163 KB. */
    int sharedOptIn = 163 << 10;

    /** A {@code CUdevice_attribute} that cannot be had, or 0. */
    int failingAttribute;

    private Faults of(int card) {
      return ofCard.getOrDefault(card, this);
    }
  }

  /** What a card has of its own. */
  private static final class HostCardState {
    private final Faults faults;
    private final HostMemory memory = new HostMemory();
    private CudaException poison;
    private long micros;
    private int launches;
    private final Map<String, Integer> runs = new HashMap<>();

    HostCardState(Faults faults) {
      this.faults = faults;
    }
  }

  private final Faults faults;
  private final Map<Long, HostCardState> cards = new HashMap<>();

  /** The context in which each handle was made. */
  private final Map<Long, Long> owners = new HashMap<>();

  private final Map<Long, Deque<Runnable>> streams = new HashMap<>();
  private final Map<Long, List<Runnable>> captures = new HashMap<>();
  private final Map<Long, Mark> events = new HashMap<>();
  private final Map<Long, List<Runnable>> graphs = new HashMap<>();
  private final Map<Long, SymbolLookup> modules = new HashMap<>();
  private final Map<Long, Function> functions = new HashMap<>();
  private final ThreadLocal<Long> current = ThreadLocal.withInitial(() -> 0L);

  /** Kernels whose code a first launch has brought to the card. */
  private final Set<Long> loaded = new HashSet<>();

  private long nextHandle = 1000;
  int graphLaunches;
  int kernelLaunches;
  int contextsRetained;

  /** How often each kernel was launched or recorded, by name. */
  final Map<String, Integer> launched = new HashMap<>();

  /** How many of them might begin before the kernel before them ended. */
  int launchedEarly;

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
    long micros;
  }

  /** A mark inside a recording. */
  private record MarkNode(HostDriver driver, Mark mark) implements Runnable {
    @Override
    public void run() {
      driver.reach(mark);
    }
  }

  private void reach(Mark mark) {
    mark.done = true;
    mark.micros = card().micros;
  }

  HostDriver(Faults faults) {
    this.faults = faults;
  }

  private long handle() {
    owners.put(nextHandle, current.get());
    return nextHandle++;
  }

  /** The card whose context is current. */
  private HostCardState card() {
    HostCardState card = cards.get(current.get());
    if (card == null) {
      throw new CudaException("host", INVALID_CONTEXT, "CUDA_ERROR_INVALID_CONTEXT", "not bound");
    }
    return card;
  }

  private void bound() {
    if (card().poison != null) {
      throw card().poison;
    }
  }

  /** Bound, and to the context in which these handles were made. */
  private void bound(long... handles) {
    bound();
    for (long handle : handles) {
      if (!current.get().equals(owners.get(handle))) {
        throw new CudaException(
            "host", INVALID_HANDLE, "CUDA_ERROR_INVALID_HANDLE", "of another context");
      }
    }
  }

  /** Streams of the current context. */
  private List<Long> ownStreams() {
    return streams.keySet().stream()
        .filter(each -> owners.get(each).equals(current.get()))
        .toList();
  }

  /** Kernels launched on a card, or recorded there. */
  synchronized int kernelLaunches(int ordinal) {
    return cards.containsKey(CONTEXT + ordinal) ? cards.get(CONTEXT + ordinal).launches : 0;
  }

  /** How often a kernel has run on a card. */
  synchronized int runsOf(String kernel, int ordinal) {
    return cards.get(CONTEXT + ordinal).runs.getOrDefault(kernel, 0);
  }

  /** The context that is current on the calling thread. */
  long currentContext() {
    return current.get();
  }

  /** What is still allocated: leaks show here. */
  synchronized int liveAllocations() {
    return cards.values().stream().mapToInt(card -> card.memory.live()).sum();
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
    return faults.of(device).name;
  }

  @Override
  public String pciBusId(int device) {
    return String.format(Locale.ROOT, "0000:0%d:00.0", device);
  }

  @Override
  public int attribute(int device, int attribute) {
    if (attribute == faults.of(device).failingAttribute) {
      throw new CudaException("cuDeviceGetAttribute", INVALID_VALUE, "CUDA_ERROR", "as told");
    }
    return switch (attribute) {
      case COMPUTE_CAPABILITY_MAJOR -> faults.of(device).capability / 10;
      case COMPUTE_CAPABILITY_MINOR -> faults.of(device).capability % 10;
      case MULTIPROCESSOR_COUNT -> 2;
      case SHARED_BYTES_OPT_IN -> faults.of(device).sharedOptIn;
      default -> 1 << 20;
    };
  }

  @Override
  public long totalMemory(int device) {
    return faults.of(device).memory;
  }

  @Override
  public synchronized long retainPrimaryContext(int device) {
    contextsRetained++;
    cards.computeIfAbsent(CONTEXT + device, _ -> new HostCardState(faults.of(device)));
    return CONTEXT + device;
  }

  @Override
  public void makeCurrent(long context) {
    current.set(context);
  }

  @Override
  public synchronized long[] memory() {
    bound();
    long total = card().faults.memory;
    return new long[] {total - card().memory.allocated(), total};
  }

  @Override
  public synchronized long allocate(long bytes) {
    bound();
    if (bytes > card().faults.memory - card().memory.allocated()) {
      throw new CudaException(
          "cuMemAlloc_v2",
          CudaException.OUT_OF_MEMORY,
          "CUDA_ERROR_OUT_OF_MEMORY",
          "out of memory");
    }
    return card().memory.allocate(bytes);
  }

  @Override
  public synchronized void free(long address) {
    bound();
    // As the card: whatever is under way is finished first.
    ownStreams().forEach(this::drain);
    card().memory.free(address);
  }

  @Override
  public synchronized MemorySegment allocatePinned(long bytes) {
    bound();
    return card().memory.allocatePinned(bytes);
  }

  @Override
  public synchronized void freePinned(MemorySegment segment) {
    bound();
    ownStreams().forEach(this::drain);
    card().memory.freePinned(segment);
  }

  /** Gives work to a stream, or to the recording under way there. */
  private void give(long stream, Runnable work) {
    bound(stream);
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
      if (card().poison != null) {
        continue;
      }
      work.run();
    }
  }

  /** What takes time on the card. */
  private void giveTimed(long stream, Runnable work) {
    give(
        stream,
        () -> {
          card().micros++;
          work.run();
        });
  }

  @Override
  public synchronized void copyToDevice(long to, MemorySegment from, long bytes, long stream) {
    card().memory.requireInside(to, bytes, "copy to the card");
    // Pageable memory is read before the call returns, pinned memory when the copy runs.
    MemorySegment source = from;
    if (!card().memory.isPinned(from)) {
      source = Arena.ofAuto().allocate(Math.max(bytes, 1));
      MemorySegment.copy(from, 0, source, 0, bytes);
    }
    MemorySegment read = source;
    giveTimed(stream, () -> MemorySegment.copy(read, 0, HostMemory.at(to, bytes), 0, bytes));
  }

  @Override
  public synchronized void copyToHost(MemorySegment to, long from, long bytes, long stream) {
    card().memory.requireInside(from, bytes, "copy to the host");
    // Whichever thread drains the stream does the copying.
    long target = to.address();
    giveTimed(
        stream,
        () ->
            MemorySegment.copy(
                HostMemory.at(from, bytes), 0, HostMemory.at(target, bytes), 0, bytes));
  }

  @Override
  public synchronized void copyOnDevice(long to, long from, long bytes, long stream) {
    card().memory.requireInside(to, bytes, "copy on the card");
    card().memory.requireInside(from, bytes, "copy on the card");
    giveTimed(
        stream,
        () ->
            MemorySegment.copy(HostMemory.at(from, bytes), 0, HostMemory.at(to, bytes), 0, bytes));
  }

  @Override
  public synchronized void fill(long to, byte value, long bytes, long stream) {
    card().memory.requireInside(to, bytes, "fill");
    giveTimed(stream, () -> HostMemory.at(to, bytes).fill(value));
  }

  @Override
  public synchronized long loadModule(byte[] image) {
    bound();
    modules.put(handle(), LOADED.computeIfAbsent(ByteBuffer.wrap(image), _ -> load(image)));
    return nextHandle - 1;
  }

  private static SymbolLookup load(byte[] image) {
    try {
      Path file = Files.createTempFile("anchorbench-kernels", ".so");
      Files.write(file, image);
      SymbolLookup lookup = SymbolLookup.libraryLookup(file, Arena.global());
      Files.delete(file);
      return lookup;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void unloadModule(long module) {
    bound(module);
    modules.remove(module);
  }

  @Override
  public synchronized long function(long module, String name) {
    bound(module);
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
    if (attribute == SHARED_PERCENT && value >= 0 && value <= 100) {
      return;
    }
    if (attribute != MOST_DYNAMIC_SHARED_BYTES || value < 0 || value > card().faults.sharedOptIn) {
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
    bound(function, stream);
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
    requireOwnMemory(kernel.name, parameters);
    kernelLaunches++;
    launched.merge(kernel.name, 1, Integer::sum);
    card().launches++;
    if (captures.containsKey(stream) && !loaded.contains(function)) {
      throw new CudaException(
          "cuLaunchKernel",
          900,
          "CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED",
          kernel.name + " is recorded before its code was loaded by a first launch");
    }
    loaded.add(function);
    giveTimed(stream, () -> run(kernel, grid, parameters));
  }

  /** Begins when the kernel before has ended, which an early launch may do too. */
  @Override
  public synchronized void launchEarly(
      long function, Grid grid, long stream, KernelArguments arguments) {
    launch(function, grid, stream, arguments);
    launchedEarly++;
  }

  /** A kernel that is given an address of another card reads what is not there. */
  private void requireOwnMemory(String kernel, MemorySegment parameters) {
    HostMemory own = card().memory;
    for (long at = 0; at < parameters.byteSize() / Long.BYTES; at++) {
      long value = parameters.getAtIndex(JAVA_LONG, at);
      for (HostCardState other : cards.values()) {
        if (other.memory != own && other.memory.holds(value)) {
          throw new AssertionError(kernel + " is given memory of another card");
        }
      }
    }
  }

  private void run(Function kernel, Grid grid, MemorySegment parameters) {
    HostCardState card = card();
    if (kernel.name.equals(card.faults.failingKernel)
        && card.runs.getOrDefault(kernel.name, 0) >= card.faults.wellBefore) {
      card.poison =
          new CudaException(
              "cuStreamSynchronize",
              CudaException.ILLEGAL_ADDRESS,
              "CUDA_ERROR_ILLEGAL_ADDRESS",
              "an illegal memory access was encountered");
      return;
    }
    card.runs.merge(kernel.name, 1, Integer::sum);
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
    card().memory.checkGuards(kernel.name);
  }

  /** For what would end a recording on a card, by whichever thread it is made. */
  synchronized void requireNoRecording(String what) {
    boolean recording =
        captures.keySet().stream().anyMatch(stream -> owners.get(stream).equals(current.get()));
    if (recording) {
      throw new AssertionError(what + " while a stream of the card records");
    }
  }

  /** For the stand-in of the products, which are no kernels of ours. */
  synchronized void giveProduct(long stream, Runnable product) {
    giveTimed(
        stream,
        () -> {
          product.run();
          card().memory.checkGuards("a product");
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
    bound(stream);
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
    bound(event, stream);
    Mark mark = events.get(event);
    give(stream, () -> pass(mark));
  }

  /** Runs another stream until it has come to a mark. */
  private void pass(Mark mark) {
    Deque<Runnable> queue = streams.get(mark.stream);
    while (!mark.done && queue != null && !queue.isEmpty() && card().poison == null) {
      queue.poll().run();
    }
  }

  @Override
  public synchronized void destroyStream(long stream) {
    bound(stream);
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
    if (captures.containsKey(stream)) {
      throw new AssertionError("an event recorded like this is no node and never has a time");
    }
    bound(event, stream);
    Mark mark = events.get(event);
    await(mark, stream);
    give(stream, () -> reach(mark));
  }

  private void await(Mark mark, long stream) {
    if (!mark.done) {
      pass(mark);
    }
    mark.done = false;
    mark.stream = stream;
  }

  @Override
  public synchronized void recordAsNode(long event, long stream) {
    bound(event, stream);
    captures.get(stream).add(new MarkNode(this, events.get(event)));
  }

  @Override
  public synchronized void synchroniseEvent(long event) {
    bound(event);
    pass(events.get(event));
    bound();
  }

  @Override
  public synchronized float elapsedMillis(long start, long end) {
    bound(start, end);
    if (!events.get(start).done || !events.get(end).done) {
      throw new CudaException("cuEventElapsedTime", 600, "CUDA_ERROR_NOT_READY", "not ready");
    }
    return (events.get(end).micros - events.get(start).micros) / 1e3f;
  }

  @Override
  public synchronized void destroyEvent(long event) {
    bound(event);
    events.remove(event);
  }

  @Override
  public synchronized void beginCapture(long stream) {
    bound(stream);
    captures.put(stream, new ArrayList<>());
  }

  @Override
  public synchronized long endCapture(long stream) {
    bound(stream);
    graphs.put(handle(), captures.remove(stream));
    return nextHandle - 1;
  }

  @Override
  public synchronized int nodes(long graph) {
    bound(graph);
    return graphs.get(graph).size();
  }

  @Override
  public synchronized long instantiate(long graph) {
    bound(graph);
    graphs.put(handle(), List.copyOf(graphs.get(graph)));
    return nextHandle - 1;
  }

  @Override
  public synchronized void upload(long executable, long stream) {
    bound(executable, stream);
  }

  @Override
  public synchronized void launchGraph(long executable, long stream) {
    bound(executable, stream);
    List<Runnable> nodes = graphs.get(executable);
    graphLaunches++;
    for (Runnable node : nodes) {
      if (node instanceof MarkNode mark) {
        await(mark.mark, stream);
      }
    }
    give(stream, () -> nodes.forEach(Runnable::run));
  }

  @Override
  public synchronized void destroyGraph(long graph) {
    bound(graph);
    graphs.remove(graph);
  }

  @Override
  public synchronized void destroyExecutable(long executable) {
    bound(executable);
    graphs.remove(executable);
  }
}
