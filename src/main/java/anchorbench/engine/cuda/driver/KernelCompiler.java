package anchorbench.engine.cuda.driver;

/** Turns CUDA C into what {@link Driver#loadModule} takes. */
public interface KernelCompiler {
  /** Part of the key under which its output is kept. */
  String version();

  /** Architectures it makes machine code for, ascending, as 10 major + minor. */
  int[] architectures();

  /**
   * @param name of the source, for messages
   * @param options e.g. {@code --gpu-architecture=sm_90}
   * @throws CudaException with the compiler's log
   */
  byte[] compile(String source, String name, String... options);
}
