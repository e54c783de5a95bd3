package anchorbench.engine.cuda;

/** Why there is no CUDA here, in one sentence or two, with the cure. */
public final class CudaAbsent extends Exception {
  private static final long serialVersionUID = 1;

  CudaAbsent(String reason) {
    super(reason);
  }
}
