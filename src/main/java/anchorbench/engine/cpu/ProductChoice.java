package anchorbench.engine.cpu;

import anchorbench.device.EngineDescriptor;
import anchorbench.engine.cpu.blas.OpenBlas;
import anchorbench.engine.cpu.onednn.OneDnn;
import anchorbench.engine.cpu.product.Product;
import anchorbench.engine.cpu.product.SmallProduct;
import java.util.ArrayList;
import java.util.List;

/**
 * Which library multiplies here: oneDNN, or OpenBLAS where that one is not there. The rest of the
 * engine knows neither, only {@link Product} and {@link SmallProduct}.
 */
final class ProductChoice {
  private static final String CORE = "OPENBLAS_CORETYPE";

  private final OpenBlas blas;

  /** Null where it is not there. */
  private final OneDnn oneDnn;

  private final List<String> notes;

  private ProductChoice(OneDnn oneDnn, List<String> notes) {
    blas = Blas.LIBRARY;
    this.oneDnn = oneDnn;
    this.notes = notes;
  }

  static ProductChoice make() {
    try {
      return new ProductChoice(OneDnn.load(), List.of());
    } catch (UnsupportedOperationException e) {
      return withoutOneDnn("products by OpenBLAS, which is slower: " + e.getMessage());
    }
  }

  /** OpenBLAS, wherever we are. */
  static ProductChoice withoutOneDnn(String why) {
    List<String> notes = new ArrayList<>(List.of(why));
    String core = System.getenv(CORE);
    if (core != null) {
      notes.add(CORE + "=" + core + " is set; OpenBLAS's own choice may be faster");
    }
    return new ProductChoice(null, notes);
  }

  /** Loaded with the first engine, once. */
  private static final class Blas {
    static final OpenBlas LIBRARY = OpenBlas.load();
  }

  /**
   * @throws UnsupportedOperationException with the reason if there is no {@link #bfloat16} here
   */
  static void requireBfloat16() {
    OneDnn.load().requireBfloat16();
  }

  /** Of float32 operands, by the library that was chosen. */
  Product float32() {
    return oneDnn == null ? blas : oneDnn.float32();
  }

  /** Of float32 operands, by each library that is here, the chosen one first. */
  List<Product> everyFloat32() {
    return oneDnn == null ? List.of(blas) : List.of(oneDnn.float32(), blas);
  }

  /** Of float32 operands. */
  Product openBlas() {
    return blas;
  }

  /** Runs what multiplies by {@link #openBlas} with as many threads of the library's own. */
  void withThreads(int threads, Runnable work) {
    blas.setThreads(threads);
    work.run();
    blas.setThreads(1);
  }

  /** Of bfloat16 operands; only where {@link #requireBfloat16} does not throw. */
  Product bfloat16() {
    return oneDnn.bfloat16();
  }

  /** Of a few rows and columns. */
  SmallProduct small() {
    return blas::addSmallProduct;
  }

  /** Why it is not oneDNN, if it is not. */
  List<String> notes() {
    return notes;
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
