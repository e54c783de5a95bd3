package anchorbench.engine.cuda;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.engine.cuda.driver.CudaException;
import anchorbench.engine.cuda.driver.Cudnn;
import anchorbench.engine.cuda.driver.DynamicLibrary;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which cuDNN is taken, and what is said where none is. */
class CudnnSearchTest {
  @TempDir Path root;
  private Path first;
  private Path second;

  @BeforeEach
  void folders() throws Exception {
    first = Files.createDirectory(root.resolve("first"));
    second = Files.createDirectory(root.resolve("second"));
  }

  @AfterEach
  void clear() {
    System.clearProperty(CudnnSearch.CONVOLUTIONS);
  }

  /** A cuDNN with its parts. */
  private static Path complete(Path folder) throws Exception {
    Path library = Path.of(HostCompiler.library("cudnn_stub.c", folder, "libcudnn.so.9"));
    for (String part : List.of("graph", "ops", "cnn")) {
      Files.copy(library, folder.resolve("libcudnn_" + part + ".so.9"));
    }
    return library;
  }

  /** The same file that is opened again is the same library, so it answers as told here. */
  private static void versions(Path library, long version, long cudart) throws Throwable {
    Linker.nativeLinker()
        .downcallHandle(
            DynamicLibrary.open(library.toString()).findOrThrow("stub_versions"),
            FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG))
        .invokeWithArguments(version, cudart);
  }

  private String absent(int cudaMajor) {
    return assertInstanceOf(
            CudnnSearch.Absent.class, CudnnSearch.findIn(List.of(first, second), cudaMajor))
        .reason();
  }

  private DynamicLibrary found() {
    return assertInstanceOf(CudnnSearch.Found.class, CudnnSearch.findIn(List.of(first, second), 13))
        .library();
  }

  @Test
  void noneIsSaidWithThePlacesAndTheCure() {
    assertEquals(
        "no cuDNN 9 for CUDA 12: libcudnn.so.9 not found in %s, %s. Cure: pip install nvidia-cudnn-cu12, or name its folder with -Danchorbench.cuda.path=..."
            .formatted(first, second),
        absent(12));
  }

  @Test
  void anotherMajorVersionIsNamedWithItsPath() throws Exception {
    Path eight = Files.writeString(first.resolve("libcudnn.so.8"), "");
    String reason = absent(13);
    assertTrue(reason.contains("(" + eight + ", but cuDNN 9 is needed)"), reason);
  }

  @Test
  void aBrokenFileIsReportedInTheLoadersWords() throws Exception {
    Files.writeString(first.resolve("libcudnn.so.9"), "no library");
    String reason = absent(13);
    assertTrue(reason.contains("file too short"), reason);
  }

  @Test
  void behindABrokenFileAndAnotherVersionOneIsFound() throws Exception {
    Files.writeString(first.resolve("libcudnn.so.9"), "no library");
    Files.writeString(first.resolve("libcudnn.so.8"), "");
    Path library = complete(second);
    assertEquals(library.toString(), found().path());
  }

  /** The real one ends the process when it is asked for anything without its parts. */
  @Test
  void oneWithoutItsPartsIsNone() throws Exception {
    Path library = complete(first);
    Path part = first.resolve("libcudnn_cnn.so.9");
    Files.delete(part);
    String reason = absent(13);
    assertTrue(reason.contains(library + " is not complete (" + part + ": "), reason);
  }

  /** And what comes behind it is not opened: it would be given the parts of the first. */
  @Test
  void oneForAnotherCudaIsNoneAndEndsTheSearch() throws Throwable {
    Path library = complete(first);
    complete(second);
    versions(library, 91_002, 12_080);
    String reason = absent(13);
    assertTrue(reason.contains(library + ", version 9.10.2, is for CUDA 12"), reason);
  }

  @Test
  void oneThatOnlyHasTheNameIsNone() throws Throwable {
    Path library = complete(first);
    versions(library, 8907, 13_000);
    String reason = absent(13);
    assertTrue(reason.contains(library + " is cuDNN 0.89.7"), reason);
  }

  @Test
  void aLibraryWithoutItsFunctionsIsNone() throws Exception {
    complete(first);
    HostCompiler.library("cublaslt_stub.c", first, "libcudnn.so.9");
    String reason = absent(13);
    assertTrue(reason.contains(first + "/libcudnn.so.9 has no cudnnGetVersion"), reason);
  }

  @Test
  void aPropertyAsksToDoWithoutIt() throws Exception {
    DynamicLibrary cublasLt =
        DynamicLibrary.open(HostCompiler.library("cublaslt_stub.c", first, "libcublasLt.so.13"));
    System.setProperty(CudnnSearch.CONVOLUTIONS, "products");
    assertEquals(
        new CudnnSearch.Absent(
            "-Danchorbench.cuda.convolutions=products asks for convolutions without cuDNN"),
        CudnnSearch.find(cublasLt));
    System.setProperty(CudnnSearch.CONVOLUTIONS, "fastest");
    String reason = assertInstanceOf(CudnnSearch.Absent.class, CudnnSearch.find(cublasLt)).reason();
    assertTrue(reason.contains("=fastest is unknown. Cure: leave it out"), reason);
  }

  /** The real library through our own binding, as far as it goes without a card. */
  @Test
  void theLibraryOfThisMachineBindsAndRefusesByName() throws Exception {
    DynamicLibrary cublasLt =
        DynamicLibrary.open(HostCompiler.library("cublaslt_stub.c", first, "libcublasLt.so.13"));
    CudnnSearch.Answer answer = CudnnSearch.find(cublasLt);
    if (answer instanceof CudnnSearch.Absent absent) {
      Assumptions.abort(absent.reason());
    }
    DynamicLibrary library = assertInstanceOf(CudnnSearch.Found.class, answer).library();
    assertTrue(Cudnn.versionOf(library).startsWith("9."));
    try (Cudnn cudnn = new Cudnn(library)) {
      assertEquals(Cudnn.versionOf(library), cudnn.version());
    } catch (CudaException e) {
      assertTrue(e.getMessage().startsWith("cudnnCreate: CUDNN_STATUS_"), e.getMessage());
    }
  }
}
