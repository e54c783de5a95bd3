/**
 * The kernels on an NVIDIA card, without JNI: the driver, NVRTC and cuBLASLt through
 * java.lang.foreign. {@link anchorbench.engine.cuda.driver} holds the raw calls; here are the
 * owners of what they allocate ({@code Context}, {@code Stream}, {@code DeviceBuffer}, ...) and on
 * top of them the engine.
 */
package anchorbench.engine.cuda;
