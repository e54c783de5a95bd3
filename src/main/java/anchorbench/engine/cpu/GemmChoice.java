package anchorbench.engine.cpu;

import anchorbench.device.EngineDescriptor;
import anchorbench.engine.cpu.blas.OpenBlas;
import anchorbench.engine.cpu.gemm.Gemm;
import anchorbench.engine.cpu.gemm.SmallGemm;
import anchorbench.engine.cpu.onednn.OneDnn;
import java.util.ArrayList;
import java.util.List;

/**
 * Which library multiplies here: oneDNN, or OpenBLAS where that one is not there. But for {@link
 * ConvolutionChoice}, the rest of the engine knows neither, only {@link Gemm} and {@link
 * SmallGemm}.
 */
final class GemmChoice {
  private static final String CORE = "OPENBLAS_CORETYPE";

  private final OpenBlas blas;

  /** Null where it is not there. */
  private final OneDnn oneDnn;

  private final List<String> notes;

  private GemmChoice(OneDnn oneDnn, List<String> notes) {
    blas = Blas.LIBRARY;
    this.oneDnn = oneDnn;
    this.notes = notes;
  }

  static GemmChoice make() {
    try {
      return new GemmChoice(OneDnn.load(), List.of());
    } catch (UnsupportedOperationException e) {
      return withoutOneDnn("products by OpenBLAS, which is slower: " + e.getMessage());
    }
  }

  /** OpenBLAS, wherever we are. */
  static GemmChoice withoutOneDnn(String why) {
    List<String> notes = new ArrayList<>(List.of(why));
    String core = System.getenv(CORE);
    if (core != null) {
      notes.add(CORE + "=" + core + " is set; OpenBLAS's own choice may be faster");
    }
    return new GemmChoice(null, notes);
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
  Gemm float32() {
    return oneDnn == null ? blas : oneDnn.float32();
  }

  /** Of float32 operands, by each library that is here, the chosen one first. */
  List<Gemm> everyFloat32() {
    return oneDnn == null ? List.of(blas) : List.of(oneDnn.float32(), blas);
  }

  /** Of float32 operands. */
  Gemm openBlas() {
    return blas;
  }

  /** Runs what multiplies by {@link #openBlas} with as many threads of the library's own. */
  void withThreads(int threads, Runnable work) {
    blas.setThreads(threads);
    work.run();
    blas.setThreads(1);
  }

  /** Of bfloat16 operands; only where {@link #requireBfloat16} does not throw. */
  Gemm bfloat16() {
    return oneDnn.bfloat16();
  }

  ConvolutionChoice convolutions() {
    return new ConvolutionChoice(oneDnn, float32());
  }

  /** Of a few rows and columns. */
  SmallGemm small() {
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
