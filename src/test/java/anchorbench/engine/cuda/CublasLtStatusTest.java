package anchorbench.engine.cuda;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.engine.cuda.driver.CublasLt;
import anchorbench.engine.cuda.driver.DynamicLibrary;
import anchorbench.engine.cuda.driver.Gemm;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.engine.cuda.driver.Gemm.Epilogue;
import anchorbench.engine.cuda.driver.GemmLibrary;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the binding reads what cuBLASLt answers: a library of ours gives the answers. */
class CublasLtStatusTest {
  private static final Gemm PLAIN =
      new Gemm(false, false, 8, 8, 8, 8, 8, 8, Arithmetic.FLOAT32, Epilogue.NONE);

  /** Device addresses are only handed on. */
  private static final long ADDRESS = 1L << 20;

  private DynamicLibrary library;
  private CublasLt products;

  @BeforeEach
  void open(@TempDir Path folder) throws Throwable {
    library =
        DynamicLibrary.open(HostCompiler.library("cublaslt_stub.c", folder, "libcublasLt.so.13"));
    products = new CublasLt(library);
  }

  private void answer(int status, int found) throws Throwable {
    function("stub_answer", FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT))
        .invokeWithArguments(status, found);
  }

  private MethodHandle function(String name, FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), descriptor);
  }

  @AfterEach
  void everyDescriptorIsGivenBack() throws Throwable {
    products.close();
    assertEquals(
        0, (int) function("stub_live", FunctionDescriptor.of(JAVA_INT)).invokeWithArguments());
  }

  /** INVALID_VALUE, EXECUTION_FAILED, INTERNAL_ERROR, NOT_SUPPORTED; and success with nothing. */
  @ParameterizedTest
  @CsvSource({"7,0", "13,0", "14,0", "15,0", "0,0"})
  void anEpilogueThatTheHeuristicRefusesIsNotOffered(int status, int found) throws Throwable {
    answer(status, found);
    for (Epilogue epilogue : Epilogue.values()) {
      var prepared = products.prepare(PLAIN.with(epilogue), ADDRESS, ADDRESS, 1 << 20);
      assertEquals(epilogue == Epilogue.NONE, prepared.isPresent(), epilogue.toString());
      prepared.ifPresent(GemmLibrary.Prepared::close);
    }
  }

  @Test
  void anOfferedEpilogueIsTaken() throws Throwable {
    answer(0, 1);
    try (var prepared =
        products.prepare(PLAIN.with(Epilogue.BIAS), ADDRESS, 0, 1 << 20).orElseThrow()) {
      assertTrue(prepared.algorithm().startsWith("algorithm 0"), prepared.algorithm());
    }
    assertEquals("13.1.0", products.version());
  }
}
