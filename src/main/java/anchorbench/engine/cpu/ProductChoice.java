package anchorbench.engine.cpu;

import anchorbench.device.EngineDescriptor;
import anchorbench.engine.cpu.blas.OpenBlas;
import anchorbench.engine.cpu.onednn.OneDnn;
import java.util.ArrayList;
import java.util.List;

/**
 * Which library multiplies here: oneDNN, or OpenBLAS where that one is not there.
 *
 * @param oneDnn null where it is not there
 * @param notes why not
 */
record ProductChoice(OpenBlas blas, OneDnn oneDnn, List<String> notes) {
  private static final String CORE = "OPENBLAS_CORETYPE";

  static ProductChoice make() {
    try {
      return new ProductChoice(Blas.LIBRARY, OneDnn.load(), List.of());
    } catch (UnsupportedOperationException e) {
      return openBlas("products by OpenBLAS, which is slower: " + e.getMessage());
    }
  }

  /** OpenBLAS, wherever we are. */
  static ProductChoice openBlas(String why) {
    List<String> notes = new ArrayList<>(List.of(why));
    String core = System.getenv(CORE);
    if (core != null) {
      notes.add(CORE + "=" + core + " is set; OpenBLAS's own choice may be faster");
    }
    return new ProductChoice(Blas.LIBRARY, null, notes);
  }

  /** Loaded with the first engine, once. */
  private static final class Blas {
    static final OpenBlas LIBRARY = OpenBlas.load();
  }

  Product float32() {
    return oneDnn == null ? blas::multiply : oneDnn.float32()::multiply;
  }

  List<EngineDescriptor.Library> libraries() {
    List<EngineDescriptor.Library> libraries = new ArrayList<>();
    if (oneDnn != null) {
      libraries.add(
          new EngineDescriptor.Library("oneDNN", oneDnn.version(), oneDnn.path().toString()));
    }
    libraries.add(new EngineDescriptor.Library("OpenBLAS", blas.config(), blas.path().toString()));
    return libraries;
  }
}
