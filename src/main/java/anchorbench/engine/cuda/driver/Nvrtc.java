package anchorbench.engine.cuda.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** NVRTC, the compiler that comes as a library and needs no GPU. */
public final class Nvrtc implements KernelCompiler {
  private static final MemorySegment NULL = MemorySegment.NULL;

  private final DynamicLibrary library;

  /** {@code nvrtcResult nvrtcVersion(int *major, int *minor)}. */
  private final MethodHandle getVersion;

  /** {@code nvrtcResult nvrtcGetNumSupportedArchs(int *count)}. */
  private final MethodHandle getNumSupportedArchs;

  /** {@code nvrtcResult nvrtcGetSupportedArchs(int *archs)}. */
  private final MethodHandle getSupportedArchs;

  /**
   * {@code nvrtcResult nvrtcCreateProgram(nvrtcProgram *, const char *source, const char *name, int
   * headers, const char *const *, const char *const *)}.
   */
  private final MethodHandle createProgram;

  /** {@code nvrtcResult nvrtcCompileProgram(nvrtcProgram, int options, const char *const *)}. */
  private final MethodHandle compileProgram;

  /** {@code nvrtcResult nvrtcGetProgramLogSize(nvrtcProgram, size_t *)}; so CUBIN and PTX. */
  private final MethodHandle getLogSize;

  /** {@code nvrtcResult nvrtcGetProgramLog(nvrtcProgram, char *)}; so CUBIN and PTX. */
  private final MethodHandle getLog;

  private final MethodHandle getCubinSize;
  private final MethodHandle getCubin;
  private final MethodHandle getPtxSize;
  private final MethodHandle getPtx;

  /** {@code nvrtcResult nvrtcDestroyProgram(nvrtcProgram *)}. */
  private final MethodHandle destroyProgram;

  /** {@code const char *nvrtcGetErrorString(nvrtcResult)}. */
  private final MethodHandle getErrorString;

  public Nvrtc(DynamicLibrary nvrtc) {
    library = nvrtc;
    getVersion = nvrtc.status("nvrtcVersion", ADDRESS, ADDRESS);
    getNumSupportedArchs = nvrtc.status("nvrtcGetNumSupportedArchs", ADDRESS);
    getSupportedArchs = nvrtc.status("nvrtcGetSupportedArchs", ADDRESS);
    createProgram =
        nvrtc.status("nvrtcCreateProgram", ADDRESS, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS);
    compileProgram = nvrtc.status("nvrtcCompileProgram", JAVA_LONG, JAVA_INT, ADDRESS);
    getLogSize = nvrtc.status("nvrtcGetProgramLogSize", JAVA_LONG, ADDRESS);
    getLog = nvrtc.status("nvrtcGetProgramLog", JAVA_LONG, ADDRESS);
    getCubinSize = nvrtc.status("nvrtcGetCUBINSize", JAVA_LONG, ADDRESS);
    getCubin = nvrtc.status("nvrtcGetCUBIN", JAVA_LONG, ADDRESS);
    getPtxSize = nvrtc.status("nvrtcGetPTXSize", JAVA_LONG, ADDRESS);
    getPtx = nvrtc.status("nvrtcGetPTX", JAVA_LONG, ADDRESS);
    destroyProgram = nvrtc.status("nvrtcDestroyProgram", ADDRESS);
    getErrorString =
        nvrtc.function("nvrtcGetErrorString", FunctionDescriptor.of(ADDRESS, JAVA_INT));
  }

  private void check(String call, String detail, StatusCall downcall) {
    int status = StatusCall.status(call, downcall);
    if (status != 0) {
      throw new CudaException(call, status, errorName(status), detail);
    }
  }

  private String errorName(int status) {
    try {
      return ((MemorySegment) getErrorString.invokeExact(status)).reinterpret(256).getString(0);
    } catch (Throwable e) {
      throw new AssertionError("nvrtcGetErrorString", e);
    }
  }

  public String path() {
    return library.path();
  }

  @Override
  public String version() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment major = arena.allocate(JAVA_INT);
      MemorySegment minor = arena.allocate(JAVA_INT);
      check("nvrtcVersion", "", () -> (int) getVersion.invokeExact(major, minor));
      return major.get(JAVA_INT, 0) + "." + minor.get(JAVA_INT, 0);
    }
  }

  @Override
  public int[] architectures() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(JAVA_INT);
      check("nvrtcGetNumSupportedArchs", "", () -> (int) getNumSupportedArchs.invokeExact(count));
      MemorySegment found = arena.allocate(JAVA_INT, count.get(JAVA_INT, 0));
      check("nvrtcGetSupportedArchs", "", () -> (int) getSupportedArchs.invokeExact(found));
      int[] architectures = found.toArray(JAVA_INT);
      Arrays.sort(architectures);
      return architectures;
    }
  }

  @Override
  public byte[] compile(String source, String name, String... options) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handle = arena.allocate(JAVA_LONG);
      MemorySegment text = arena.allocateFrom(source);
      MemorySegment title = arena.allocateFrom(name);
      check(
          "nvrtcCreateProgram",
          name,
          () -> (int) createProgram.invokeExact(handle, text, title, 0, NULL, NULL));
      try {
        return compile(arena, handle.get(JAVA_LONG, 0), name, options);
      } finally {
        check("nvrtcDestroyProgram", name, () -> (int) destroyProgram.invokeExact(handle));
      }
    }
  }

  private byte[] compile(Arena arena, long program, String name, String... options) {
    MemorySegment list = arena.allocate(ADDRESS, options.length);
    for (int i = 0; i < options.length; i++) {
      list.setAtIndex(ADDRESS, i, arena.allocateFrom(options[i]));
    }
    int status =
        StatusCall.status(
            "nvrtcCompileProgram",
            () -> (int) compileProgram.invokeExact(program, options.length, list));
    if (status != 0) {
      byte[] log = output(arena, program, getLogSize, getLog);
      throw new CudaException(
          "nvrtcCompileProgram(" + name + ")",
          status,
          errorName(status),
          new String(log, StandardCharsets.UTF_8).strip());
    }
    boolean machineCode = Arrays.stream(options).anyMatch(o -> o.contains("=sm_"));
    return machineCode
        ? output(arena, program, getCubinSize, getCubin)
        : output(arena, program, getPtxSize, getPtx);
  }

  private byte[] output(Arena arena, long program, MethodHandle size, MethodHandle content) {
    MemorySegment bytes = arena.allocate(JAVA_LONG);
    check("nvrtcGet...Size", "", () -> (int) size.invokeExact(program, bytes));
    MemorySegment into = arena.allocate(bytes.get(JAVA_LONG, 0));
    check("nvrtcGet...", "", () -> (int) content.invokeExact(program, into));
    return into.toArray(ValueLayout.JAVA_BYTE);
  }
}
