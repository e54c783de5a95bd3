package anchorbench.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where CUDA's libraries are found, and what is said where they are not. */
class LibraryPlacesTest {
  private static Path wheel(Path root, String name) throws Exception {
    return Files.createDirectories(
        root.resolve("lib/python3.12/site-packages/nvidia").resolve(name).resolve("lib"));
  }

  @Test
  void wheelsOfAnEnvironmentThatIsNotActivated(@TempDir Path root) throws Exception {
    Path cu13 = wheel(root, "cu13");
    // A python3 whose prefix is the environment, as /opt/torch/.venv/bin/python3 is.
    Path python = root.resolve("python3");
    Files.writeString(python, "#!/bin/sh\necho " + root + "\n");
    Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));
    String prefix = PythonPrefix.of(python.toString());
    assertEquals(root.toString(), prefix);
    assertEquals(List.of(cu13), List.copyOf(LibraryPlaces.inPython(Arrays.asList(null, prefix))));
    HostCompiler.library("cublaslt_stub.c", cu13, "libcublasLt.so.13");
    HostCompiler.library("cublaslt_stub.c", cu13, "libnvrtc.so.13");
    CudaLibraries.Found found = CudaLibraries.findIn(List.of(cu13), 13);
    assertEquals(cu13.resolve("libnvrtc.so.13").toString(), found.nvrtc().path());
    assertEquals(cu13.resolve("libcublasLt.so.13").toString(), found.cublasLt().path());
  }

  @Test
  void wheelsBeforeCuda13HaveAFolderEach(@TempDir Path root) throws Exception {
    Path cublas = wheel(root, "cublas");
    Path nvrtc = wheel(root, "cuda_nvrtc");
    HostCompiler.library("cublaslt_stub.c", cublas, "libcublasLt.so.12");
    HostCompiler.library("cublaslt_stub.c", nvrtc, "libnvrtc.so.12");
    List<Path> places = List.copyOf(LibraryPlaces.inPython(List.of(root.toString())));
    assertEquals(List.of(nvrtc, cublas), places);
    assertEquals(
        cublas.resolve("libcublasLt.so.12").toString(),
        CudaLibraries.findIn(places, 13).cublasLt().path());
    // The two of one major version; a driver of CUDA 12 runs no library of CUDA 13.
    HostCompiler.library("cublaslt_stub.c", nvrtc, "libnvrtc.so.13");
    assertEquals(
        nvrtc.resolve("libnvrtc.so.12").toString(),
        CudaLibraries.findIn(places, 13).nvrtc().path());
  }

  @Test
  void aPythonThatDoesNotRunIsNone() {
    assertNull(PythonPrefix.of("/nowhere/python3"));
    assertNull(PythonPrefix.of("false"));
  }

  @Test
  void missingLibrariesAreNamedWithThePlaceAndTheCure(@TempDir Path empty) {
    CudaAbsent absent =
        assertThrows(CudaAbsent.class, () -> CudaLibraries.findIn(List.of(empty), 12));
    assertTrue(
        absent.getMessage().contains("of CUDA 12 not found in " + empty + ". Cure: pip install"),
        absent.getMessage());
  }

  @Test
  void aBrokenLibraryIsReportedInTheLoadersWords(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("libnvrtc.so.12"), "no library");
    CudaAbsent absent =
        assertThrows(CudaAbsent.class, () -> CudaLibraries.findIn(List.of(folder), 12));
    assertTrue(absent.getMessage().contains("file too short"), absent.getMessage());
  }
}
