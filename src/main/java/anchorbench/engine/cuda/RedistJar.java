package anchorbench.engine.cuda;

import anchorbench.output.UserCache;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * NVRTC and cuBLASLt from org.bytedeco's redist jar, if it is on the class path (-Pcuda-redist).
 * They are unpacked into the user's cache once; no JNI of that jar is used.
 */
final class RedistJar {
  private static final String RESOURCES = "org/bytedeco/cuda/linux-x86_64/";

  private static final List<String> LIBRARIES =
      List.of("libnvrtc-builtins.so.12.3", "libnvrtc.so.12", "libcublasLt.so.12");

  private RedistJar() {}

  /**
   * @return the folder, or null if the jar is not there
   * @throws CudaAbsent if it cannot be unpacked
   */
  static Path unpacked() throws CudaAbsent {
    ClassLoader loader = RedistJar.class.getClassLoader();
    if (loader.getResource(RESOURCES + LIBRARIES.getFirst()) == null) {
      return null;
    }
    Path folder = UserCache.folder().resolve("cuda-redist-12.3");
    try {
      Files.createDirectories(folder);
      for (String library : LIBRARIES) {
        unpack(loader, library, folder.resolve(library));
      }
      return folder;
    } catch (IOException e) {
      throw new CudaAbsent(
          ("the libraries of the redist jar cannot be unpacked into %s: %s. Cure: free 600 MB"
                  + " there, or XDG_CACHE_HOME=FOLDER with another one.")
              .formatted(folder, e.getMessage()));
    }
  }

  private static void unpack(ClassLoader loader, String library, Path target) throws IOException {
    if (Files.exists(target)) {
      return;
    }
    try (InputStream in = loader.getResourceAsStream(RESOURCES + library)) {
      if (in == null) {
        return;
      }
      Path part = Files.createTempFile(target.getParent(), library, ".part");
      Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
