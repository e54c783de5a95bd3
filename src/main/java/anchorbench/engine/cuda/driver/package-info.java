/**
 * The CUDA libraries as they are: raw calls, each under its C prototype, with a status turned into
 * a {@link anchorbench.engine.cuda.driver.CudaException}. Handles are plain longs here; their
 * owners are one package up. Every library is behind an interface, so that tests run the engine on
 * host memory.
 */
package anchorbench.engine.cuda.driver;
