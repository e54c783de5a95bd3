package anchorbench.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.engine.cuda.driver.CudaException;
import anchorbench.engine.cuda.driver.DynamicLibrary;
import anchorbench.engine.cuda.driver.Nvrtc;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real compiler, through our own binding; it needs no GPU. */
class NvrtcTest {
  private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};
  private static final int NEWEST_DRIVER = 13;

  @SuppressWarnings("unused") // the parameterised test's source
  private static final Iterable<String> FAMILIES = KernelTexts.of(90).keySet();

  private static Nvrtc nvrtc;

  @BeforeAll
  static void find() {
    try {
      nvrtc = new Nvrtc(CudaLibraries.find(NEWEST_DRIVER).nvrtc());
    } catch (CudaAbsent e) {
      Assumptions.abort(e.getMessage());
    }
  }

  @Test
  void knowsItsVersionAndArchitectures() {
    assertTrue(nvrtc.version().matches("1[23]\\.\\d+"), nvrtc.version());
    int[] architectures = nvrtc.architectures();
    assertTrue(Arrays.stream(architectures).anyMatch(a -> a == 90), "sm_90");
    System.out.printf(
        "NVRTC %s (%s) compiles for %s%n",
        nvrtc.version(), nvrtc.path(), Arrays.toString(architectures));
  }

  @ParameterizedTest
  @FieldSource("FAMILIES")
  void everyFamilyCompilesForEveryArchitecture(String family) {
    for (int architecture : new int[] {75, 80, 86, 89, 90}) {
      byte[] code =
          nvrtc.compile(
              KernelTexts.of(architecture).get(family),
              family + ".cu",
              "--gpu-architecture=sm_" + architecture,
              "--std=c++17");
      assertArrayEquals(ELF, Arrays.copyOf(code, 4), "machine code for sm_" + architecture);
    }
    String ptx =
        new String(
            nvrtc.compile(
                KernelTexts.of(90).get(family),
                family + ".cu",
                "--gpu-architecture=compute_90",
                "--std=c++17"),
            StandardCharsets.UTF_8);
    for (String kernel : KernelSource.kernels(family)) {
      assertTrue(ptx.contains(".entry " + kernel + "("), kernel);
    }
  }

  @Test
  void anErrorCarriesTheCompilersLog() {
    CudaException error =
        assertThrows(
            CudaException.class,
            () -> nvrtc.compile("__global__ void f() { g(); }", "f.cu", "-arch=sm_80"));
    assertTrue(error.getMessage().contains("identifier \"g\" is undefined"), error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"sm_80", "sm_90"})
  void theCacheKeepsWhatWasCompiledAndKnowsOptionsApart(String target, @TempDir Path folder) {
    KernelCache cache = new KernelCache(folder, nvrtc);
    byte[] first = cache.compiled("adam", "", "--gpu-architecture=" + target);
    assertArrayEquals(first, cache.compiled("adam", "", "--gpu-architecture=" + target));
    assertEquals(1, folder.toFile().list().length);
    cache.compiled("adam", "", "--gpu-architecture=sm_75");
    assertEquals(2, folder.toFile().list().length);
  }

  @Test
  void thereIsNoSuchLibrary() {
    assertThrows(DynamicLibrary.NotLoaded.class, () -> DynamicLibrary.open("libnothing.so.1"));
  }
}
