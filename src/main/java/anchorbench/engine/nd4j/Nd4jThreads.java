package anchorbench.engine.nd4j;

import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Two pools of native threads, OpenMP's for ND4J's loops and OpenBLAS's for its products. Each
 * spins for a while after its work, so used in turn on the same cores they starve each other: on
 * two cores a training step took 70 ms instead of 7. Loops that alternate with products therefore
 * run on one thread, loops that stand alone on all.
 */
final class Nd4jThreads {
  private static final int ON_A_CARD = 0;

  private final int all;

  Nd4jThreads(int all) {
    this.all = all;
    openblas.blas_set_num_threads(all);
    alone();
  }

  private Nd4jThreads() {
    this.all = ON_A_CARD;
  }

  /** For the CUDA backend, whose work is on the card; OpenBLAS is then another engine's. */
  static Nd4jThreads ofCard() {
    return new Nd4jThreads();
  }

  boolean onCard() {
    return all == ON_A_CARD;
  }

  int all() {
    return all;
  }

  /** Before loops with no product between them. */
  void alone() {
    set(all);
  }

  /** Before loops that alternate with products. */
  void besideProducts() {
    set(1);
  }

  private void set(int threads) {
    if (!onCard() && Nd4j.getEnvironment().maxThreads() != threads) {
      Nd4j.getEnvironment().setMaxThreads(threads);
      Nd4j.getEnvironment().setMaxMasterThreads(threads);
    }
  }
}
