package anchorbench.engine.cpu.onednn;

import anchorbench.foreign.CHeader;
import anchorbench.foreign.Prototype;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OneDnnHeaderTest {
  /** What the library exports and no header declares. */
  private static final String UNDECLARED = "dnnl_gemm_bf16bf16f32";

  @Test
  void thePrototypesAreThoseOfTheHeaders(@TempDir Path scratch) throws Exception {
    List<Prototype> all = new Functions("libdnnl", CHeader.nowhere()).prototypes();
    new CHeader("omp.h")
        .declares(all.stream().filter(each -> each.name().startsWith("omp_")).toList(), scratch);
    String folder = "oneapi/dnnl/";
    CHeader.unpacked(
            scratch,
            "/org/bytedeco/dnnl/linux-x86_64/include",
            folder + "dnnl.h",
            folder + "dnnl_common.h",
            folder + "dnnl_common_types.h",
            folder + "dnnl_config.h",
            folder + "dnnl_types.h",
            folder + "dnnl_version.h",
            folder + "dnnl_version_hash.h")
        .declares(
            all.stream()
                .filter(each -> each.name().startsWith("dnnl_") && !each.name().equals(UNDECLARED))
                .toList(),
            scratch);
  }
}
