package anchorbench.engine.cuda.driver;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import anchorbench.engine.cuda.driver.CudnnPass.Operands;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.foreign.NativeFunction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import java.util.Optional;

/**
 * cuDNN 9. The first algorithm of its heuristic's list that gives the same bits each time, fits the
 * workspace and computes as asked is taken, and kept: timing candidates would let two runs differ.
 */
public final class Cudnn implements ConvolutionLibrary {
  /** The only major version that is bound. */
  public static final int MAJOR = 9;

  /** Of a message of the library; longer ones are cut. */
  private static final int MESSAGE_BYTES = 1024;

  /** More than any version has algorithms, each with every kind of arithmetic. */
  private static final int MOST_OFFERS = 32;

  // cudnnStatus_t, by its thousands
  static final int NOT_SUPPORTED = 3;
  static final int INTERNAL_ERROR = 4;

  private final CudnnFunctions cudnn;
  private final Calls calls;
  private final long handle;
  private long stream;

  /**
   * Needs a current context, and works in that one.
   *
   * @throws UnsatisfiedLinkError if the library lacks a function
   * @throws CudaException if it does not start on this card
   */
  public Cudnn(DynamicLibrary library) {
    cudnn = new CudnnFunctions(library.path(), library);
    calls = new Calls(this::refusal);
    handle = calls.longOf(cudnn.create, (f, into) -> (int) f.invokeExact(into));
  }

  private CudaException refusal(String call, int status) {
    MemorySegment name = cudnn.errorString.call(f -> (MemorySegment) f.invokeExact(status));
    return new CudaException(
        call, status, name.reinterpret(Calls.NAME_BYTES).getString(0), lastError());
  }

  /** What the library has to say of the last call that failed. */
  private String lastError() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment message = arena.allocate(MESSAGE_BYTES);
      return cudnn.lastErrorString.call(
          f -> {
            f.invokeExact(message, (long) MESSAGE_BYTES - 1);
            return message.getString(0).strip();
          });
    }
  }

  @Override
  public String version() {
    return version(cudnn);
  }

  /** The version, which can be had without a card. */
  public static String versionOf(DynamicLibrary library) {
    return version(new CudnnFunctions(library.path(), library));
  }

  private static String version(CudnnFunctions cudnn) {
    long version = cudnn.getVersion.call(f -> (long) f.invokeExact());
    return String.format(
        Locale.ROOT, "%d.%d.%d", version / 10_000, version / 100 % 100, version % 100);
  }

  /** The major version of the CUDA that it was built for, which can be had without a card. */
  public static int cudaMajorOf(DynamicLibrary library) {
    CudnnFunctions cudnn = new CudnnFunctions(library.path(), library);
    long version = cudnn.getCudartVersion.call(f -> (long) f.invokeExact());
    return Math.toIntExact(version / 1000);
  }

  @Override
  public Optional<Prepared> prepare(ConvolutionProblem problem, Pass pass, long workspaceBytes) {
    CudnnDescriptors descriptors = new CudnnDescriptors(cudnn, calls, problem);
    PreparedPass prepared = new PreparedPass(problem.arithmetic(), pass, descriptors);
    try {
      if (prepared.choose(workspaceBytes)) {
        return Optional.of(prepared);
      }
    } catch (CudaException e) {
      prepared.close();
      throw e;
    }
    prepared.close();
    return Optional.empty();
  }

  /** A handle launches into one stream until it is told of another. */
  private void useStream(long wanted) {
    if (wanted != stream) {
      calls.check(cudnn.setStream, f -> (int) f.invokeExact(handle, wanted));
      stream = wanted;
    }
  }

  @Override
  public void close() {
    calls.check(cudnn.destroy, f -> (int) f.invokeExact(handle));
  }

  /** Descriptors, algorithm and factors of one pass. */
  private final class PreparedPass implements Prepared {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment one = arena.allocateFrom(JAVA_FLOAT, 1f);
    private final MemorySegment zero = arena.allocateFrom(JAVA_FLOAT, 0f);
    private final Arithmetic arithmetic;
    private final Pass pass;
    private final CudnnPass functions;
    private final CudnnDescriptors descriptors;
    private final Operands described;
    private int algorithm;
    private int math;
    private long workspaceBytes;

    PreparedPass(Arithmetic arithmetic, Pass pass, CudnnDescriptors descriptors) {
      this.arithmetic = arithmetic;
      this.pass = pass;
      this.descriptors = descriptors;
      functions = CudnnPass.of(pass, cudnn);
      described = Operands.of(pass, descriptors.x, descriptors.w, descriptors.y);
    }

    boolean choose(long mostWorkspace) {
      descriptors.setMath(CudnnOffer.asked(arithmetic));
      try (Arena scratch = Arena.ofConfined()) {
        MemorySegment list = scratch.allocate(MOST_OFFERS * CudnnOffer.BYTES, Long.BYTES);
        MemorySegment found = scratch.allocate(JAVA_INT);
        if (!offered(functions.heuristic(), list, found)) {
          return false;
        }
        for (int i = 0; i < found.get(JAVA_INT, 0); i++) {
          CudnnOffer offer = CudnnOffer.read(list, i);
          if (suits(offer) && pin(offer, mostWorkspace)) {
            return true;
          }
        }
        return false;
      }
    }

    private boolean suits(CudnnOffer offer) {
      return offer.suits(arithmetic)
          && (arithmetic != Arithmetic.FLOAT32 || functions.addsProducts(offer.algorithm()));
    }

    private boolean offered(NativeFunction heuristic, MemorySegment list, MemorySegment found) {
      return isPossible(
          heuristic,
          heuristic.callInt(
              f ->
                  (int)
                      f.invokeExact(
                          handle,
                          described.first(),
                          described.second(),
                          descriptors.convolution,
                          described.result(),
                          MOST_OFFERS,
                          found,
                          list)));
    }

    /**
     * Whether the library can do what it is asked. Where it says no, or breaks down over the
     * question, somebody else convolves; what else goes wrong is a fault of ours or of the card.
     */
    private boolean isPossible(NativeFunction function, int status) {
      if (status / 1000 == NOT_SUPPORTED || status / 1000 == INTERNAL_ERROR) {
        return false;
      }
      calls.check(function.name(), status);
      return true;
    }

    /** Asks what the algorithm needs with the arithmetic that it will run with. */
    private boolean pin(CudnnOffer offer, long mostWorkspace) {
      descriptors.setMath(offer.pinned(arithmetic));
      try (Arena scratch = Arena.ofConfined()) {
        MemorySegment bytes = scratch.allocate(JAVA_LONG);
        boolean possible =
            isPossible(
                functions.workspace(),
                functions
                    .workspace()
                    .callInt(
                        f ->
                            (int)
                                f.invokeExact(
                                    handle,
                                    described.first(),
                                    described.second(),
                                    descriptors.convolution,
                                    described.result(),
                                    offer.algorithm(),
                                    bytes)));
        algorithm = offer.algorithm();
        math = offer.pinned(arithmetic);
        workspaceBytes = bytes.get(JAVA_LONG, 0);
        return possible && workspaceBytes <= mostWorkspace;
      }
    }

    @Override
    public String algorithm() {
      return String.format(
          Locale.ROOT,
          "algorithm %s, %s, workspace %d B",
          functions.algorithmName(algorithm),
          CudnnOffer.mathName(math),
          workspaceBytes);
    }

    @Override
    public long workspaceBytes() {
      return workspaceBytes;
    }

    @Override
    public void run(long x, long w, long y, long workspace, long stream) {
      useStream(stream);
      Operands at = Operands.of(pass, x, w, y);
      calls.check(
          functions.run(),
          f ->
              (int)
                  f.invokeExact(
                      handle,
                      one,
                      described.first(),
                      MemorySegment.ofAddress(at.first()),
                      described.second(),
                      MemorySegment.ofAddress(at.second()),
                      descriptors.convolution,
                      algorithm,
                      MemorySegment.ofAddress(workspace),
                      workspaceBytes,
                      zero,
                      described.result(),
                      MemorySegment.ofAddress(at.result())));
    }

    @Override
    public void close() {
      descriptors.close();
      arena.close();
    }
  }
}
