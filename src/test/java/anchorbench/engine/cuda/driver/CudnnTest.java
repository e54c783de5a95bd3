package anchorbench.engine.cuda.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.data.Shape;
import anchorbench.engine.cuda.HostCompiler;
import anchorbench.engine.cuda.driver.ConvolutionLibrary.Pass;
import anchorbench.engine.cuda.driver.ConvolutionLibrary.Prepared;
import anchorbench.engine.cuda.driver.ConvolutionProblem.Order;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the binding tells cuDNN and how it reads the answers: a library of ours gives them. */
class CudnnTest {
  // cudnnMathType_t
  private static final int DEFAULT = 0;
  private static final int TENSOR_OP = 1;
  private static final int CONVERSION = 2;
  private static final int FMA = 3;

  private static final int NOT_SUPPORTED = 3000;
  private static final long WORKSPACE = 1 << 20;
  private static final long LOG_BYTES = 8192;

  private DynamicLibrary library;
  private Cudnn cudnn;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    library = DynamicLibrary.open(HostCompiler.library("cudnn_stub.c", folder, "libcudnn.so.9"));
    cudnn = new Cudnn(library);
  }

  private static ConvolutionProblem problem(Order order, Arithmetic arithmetic) {
    return new ConvolutionProblem(
        6, new Shape(3, 9, 7), new Shape(8, 5, 4), 3, 2, 1, order, arithmetic);
  }

  private MethodHandle function(String name, FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), descriptor);
  }

  private void offer(int algorithm, int status, long memory, boolean deterministic, int math)
      throws Throwable {
    offer(algorithm, status, memory, deterministic, math, memory);
  }

  /**
   * @param needed what the algorithm itself says, which decides
   */
  private void offer(
      int algorithm, int status, long memory, boolean deterministic, int math, long needed)
      throws Throwable {
    function(
            "stub_offer",
            FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG))
        .invokeWithArguments(algorithm, status, memory, deterministic ? 1 : 0, math, needed);
  }

  private void fail(String called, int status) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      function("stub_fail", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT))
          .invokeWithArguments(arena.allocateFrom(called), status);
    }
  }

  private String log() throws Throwable {
    MemorySegment text =
        (MemorySegment) function("stub_log", FunctionDescriptor.of(ADDRESS)).invokeExact();
    return text.reinterpret(LOG_BYTES).getString(0);
  }

  private Optional<Prepared> prepare(Arithmetic arithmetic) {
    return cudnn.prepare(problem(Order.PLANES, arithmetic), Pass.FORWARD, WORKSPACE);
  }

  private String chosen(Arithmetic arithmetic) {
    try (Prepared prepared = prepare(arithmetic).orElseThrow()) {
      return prepared.algorithm();
    }
  }

  @AfterEach
  void everythingIsGivenBack() throws Throwable {
    cudnn.close();
    assertEquals(
        0, (int) function("stub_live", FunctionDescriptor.of(JAVA_INT)).invokeWithArguments());
  }

  @Test
  void versionsAreReadWithoutAHandle() throws Throwable {
    assertEquals("9.24.0", Cudnn.versionOf(library));
    assertEquals("9.24.0", cudnn.version());
    assertEquals(13, Cudnn.cudaMajorOf(library));
    function("stub_versions", FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG))
        .invokeWithArguments(91_002L, 12_080L);
    assertEquals("9.10.2", Cudnn.versionOf(library));
    assertEquals(12, Cudnn.cudaMajorOf(library));
  }

  @Test
  void aForwardPassIsDescribedAndRun() throws Throwable {
    offer(1, 0, 4096, true, FMA);
    try (Prepared prepared = prepare(Arithmetic.FLOAT32).orElseThrow()) {
      assertEquals(4096, prepared.workspaceBytes());
      assertEquals(
          "algorithm IMPLICIT_PRECOMP_GEMM, no tensor operations, workspace 4096 B",
          prepared.algorithm());
      prepared.run(0x100, 0x200, 0x300, 0x400, 0x77);
      prepared.run(0x100, 0x200, 0x300, 0x400, 0x77);
    }
    String run =
        "cudnnConvolutionForward 1 * (1 at 0x100, 2 at 0x200) + 0 * 3 at 0x300, algorithm 1,"
            + " math 3, 4096 at 0x400\n";
    assertEquals(
        """
        tensor 1: format 0 type 0 6 3 9 7
        filter 2: format 0 type 0 8 3 3 3
        tensor 3: format 0 type 0 6 8 5 4
        convolution 4: pad 1 1 stride 2 2 dilation 1 1 mode 1 compute 0
        math 3
        list 1 2 4 3
        math 3
        size of 1
        stream 0x77
        """
            + run
            + run,
        log());
  }

  /** Channels last and bfloat16; sums stay float32. */
  @Test
  void gradientsTakeTheirOperandsInTheOrderOfTheirFunctions() throws Throwable {
    offer(1, 0, 0, true, TENSOR_OP);
    ConvolutionProblem problem = problem(Order.CHANNELS_LAST, Arithmetic.BFLOAT16);
    for (Pass pass : new Pass[] {Pass.WEIGHT_GRADIENT, Pass.INPUT_GRADIENT}) {
      try (Prepared prepared = cudnn.prepare(problem, pass, WORKSPACE).orElseThrow()) {
        prepared.run(0x100, 0x200, 0x300, 0x400, 0x77);
      }
    }
    String described =
        """
        tensor 1: format 1 type 9 6 3 9 7
        filter 2: format 1 type 9 8 3 3 3
        tensor 3: format 1 type 9 6 8 5 4
        convolution 4: pad 1 1 stride 2 2 dilation 1 1 mode 1 compute 0
        math 1
        """;
    assertEquals(
        described
            + """
            list 1 3 4 2
            math 1
            size of 1
            stream 0x77
            cudnnConvolutionBackwardFilter 1 * (1 at 0x100, 3 at 0x300) + 0 * 2 at 0x200, algorithm 1, math 1, 0 at 0x400
            """
            + described
            + """
            list 2 3 4 1
            math 1
            size of 1
            cudnnConvolutionBackwardData 1 * (2 at 0x200, 3 at 0x300) + 0 * 1 at 0x100, algorithm 1, math 1, 0 at 0x400
            """,
        log());
  }

  @Test
  void theFirstThatSucceedsRepeatsFitsAndComputesAsAskedIsTaken() throws Throwable {
    offer(7, NOT_SUPPORTED, 0, true, FMA);
    offer(6, 0, 0, false, FMA);
    offer(5, 0, WORKSPACE + 1, true, FMA);
    offer(1, 0, 0, true, TENSOR_OP);
    offer(2, 0, 0, true, CONVERSION);
    offer(0, 0, WORKSPACE, true, FMA);
    offer(3, 0, 0, true, FMA);
    assertEquals(
        "algorithm IMPLICIT_GEMM, no tensor operations, workspace 1048576 B",
        chosen(Arithmetic.FLOAT32));
    assertEquals(
        "algorithm IMPLICIT_PRECOMP_GEMM, tensor operations, workspace 0 B",
        chosen(Arithmetic.TF32));
  }

  /** A heuristic that names no arithmetic for float32 gets none but the one that was asked for. */
  @Test
  void float32NeverRunsWithTheDefaultWhichIsTf32() throws Throwable {
    offer(0, 0, 0, true, DEFAULT);
    assertTrue(chosen(Arithmetic.FLOAT32).contains("no tensor operations"));
    assertTrue(log().contains("math 3\nsize of 0\n"), log());
    assertTrue(chosen(Arithmetic.TF32).contains("default math"));
  }

  /** The list and the algorithm may differ in what is needed. */
  @Test
  void anAlgorithmThatNeedsMoreThanItSaidIsPassedOver() throws Throwable {
    offer(0, 0, 0, true, FMA, WORKSPACE + 1);
    offer(1, 0, 0, true, FMA, 512);
    try (Prepared prepared = prepare(Arithmetic.FLOAT32).orElseThrow()) {
      assertTrue(prepared.algorithm().contains("IMPLICIT_PRECOMP_GEMM"), prepared.algorithm());
      assertEquals(512, prepared.workspaceBytes());
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingThatSuitsIsNothingOffered(Arithmetic arithmetic) throws Throwable {
    assertTrue(prepare(arithmetic).isEmpty());
    offer(1, 0, 0, false, FMA);
    offer(2, 0, 0, true, CONVERSION);
    offer(3, 4000, 0, true, FMA);
    assertTrue(prepare(arithmetic).isEmpty());
  }

  /** NOT_SUPPORTED_SHAPE, NOT_SUPPORTED_ARCH_MISMATCH, INTERNAL_ERROR_COMPILATION_FAILED. */
  @ParameterizedTest
  @CsvSource({
    "cudnnGetConvolutionForwardAlgorithm_v7,3002",
    "cudnnGetConvolutionForwardAlgorithm_v7,3007",
    "cudnnGetConvolutionForwardAlgorithm_v7,4001",
    "cudnnGetConvolutionForwardWorkspaceSize,3000",
  })
  void whatTheLibraryCannotDoIsNotOffered(String called, int status) throws Throwable {
    offer(1, 0, 0, true, FMA);
    fail(called, status);
    assertTrue(prepare(Arithmetic.FLOAT32).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "cudnnCreateTensorDescriptor",
    "cudnnSetTensor4dDescriptor",
    "cudnnSetFilter4dDescriptor",
    "cudnnSetConvolution2dDescriptor",
    "cudnnSetConvolutionMathType",
    "cudnnGetConvolutionForwardAlgorithm_v7",
    "cudnnGetConvolutionForwardWorkspaceSize",
  })
  void aFaultNamesCallStatusAndReason(String called) throws Throwable {
    offer(1, 0, 0, true, FMA);
    fail(called, 2000);
    CudaException e = assertThrows(CudaException.class, () -> prepare(Arithmetic.FLOAT32));
    assertEquals(called + ": CUDNN_STATUS_BAD_PARAM (2000), told to fail", e.getMessage());
    assertEquals(2000, e.code());
  }

  @Test
  void aRunThatIsRefusedSaysSo() throws Throwable {
    offer(1, 0, 0, true, FMA);
    fail("cudnnConvolutionForward", 5001);
    try (Prepared prepared = prepare(Arithmetic.FLOAT32).orElseThrow()) {
      CudaException e =
          assertThrows(CudaException.class, () -> prepared.run(0x100, 0x200, 0x300, 0, 0));
      assertTrue(e.getMessage().startsWith("cudnnConvolutionForward: "), e.getMessage());
    }
  }

  @Test
  void aLibraryThatDoesNotStartSaysSo() throws Throwable {
    fail("cudnnCreate", 1001);
    CudaException e = assertThrows(CudaException.class, () -> new Cudnn(library));
    assertTrue(e.getMessage().startsWith("cudnnCreate: "), e.getMessage());
  }

  @Test
  void aProblemWhoseOutputDoesNotFitIsNone() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new ConvolutionProblem(
                6,
                new Shape(3, 9, 7),
                new Shape(8, 5, 3),
                3,
                2,
                1,
                Order.PLANES,
                Arithmetic.FLOAT32));
  }
}
