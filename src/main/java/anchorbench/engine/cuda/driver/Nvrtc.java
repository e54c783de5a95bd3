package anchorbench.engine.cuda.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import anchorbench.foreign.NativeFunction;
import anchorbench.foreign.NativeFunction.IntCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** NVRTC, the compiler that comes as a library and needs no GPU. */
public final class Nvrtc implements KernelCompiler {
  private static final MemorySegment NULL = MemorySegment.NULL;

  private final DynamicLibrary library;
  private final NvrtcFunctions nvrtc;

  /**
   * @throws UnsatisfiedLinkError if the library lacks a function
   */
  public Nvrtc(DynamicLibrary library) {
    this.library = library;
    nvrtc = new NvrtcFunctions(library.path(), library);
  }

  private void check(NativeFunction function, String detail, IntCall call) {
    int status = function.callInt(call);
    if (status != 0) {
      throw new CudaException(function.name(), status, errorName(status), detail);
    }
  }

  private String errorName(int status) {
    MemorySegment name = nvrtc.errorString.call(f -> (MemorySegment) f.invokeExact(status));
    return name.reinterpret(Calls.NAME_BYTES).getString(0);
  }

  public String path() {
    return library.path();
  }

  @Override
  public String version() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment major = arena.allocate(JAVA_INT);
      MemorySegment minor = arena.allocate(JAVA_INT);
      check(nvrtc.version, "", f -> (int) f.invokeExact(major, minor));
      return major.get(JAVA_INT, 0) + "." + minor.get(JAVA_INT, 0);
    }
  }

  @Override
  public int[] architectures() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(JAVA_INT);
      check(nvrtc.numSupportedArchs, "", f -> (int) f.invokeExact(count));
      MemorySegment found = arena.allocate(JAVA_INT, count.get(JAVA_INT, 0));
      check(nvrtc.supportedArchs, "", f -> (int) f.invokeExact(found));
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
          nvrtc.createProgram, name, f -> (int) f.invokeExact(handle, text, title, 0, NULL, NULL));
      try {
        return compile(arena, handle.get(JAVA_LONG, 0), name, options);
      } finally {
        check(nvrtc.destroyProgram, name, f -> (int) f.invokeExact(handle));
      }
    }
  }

  private byte[] compile(Arena arena, long program, String name, String... options) {
    MemorySegment list = arena.allocate(ADDRESS, options.length);
    for (int i = 0; i < options.length; i++) {
      list.setAtIndex(ADDRESS, i, arena.allocateFrom(options[i]));
    }
    int status =
        nvrtc.compileProgram.callInt(f -> (int) f.invokeExact(program, options.length, list));
    if (status != 0) {
      byte[] log = output(arena, program, nvrtc.logSize, nvrtc.log);
      throw new CudaException(
          nvrtc.compileProgram.name() + "(" + name + ")",
          status,
          errorName(status),
          new String(log, StandardCharsets.UTF_8).strip());
    }
    boolean machineCode = Arrays.stream(options).anyMatch(o -> o.contains("=sm_"));
    return machineCode
        ? output(arena, program, nvrtc.cubinSize, nvrtc.cubin)
        : output(arena, program, nvrtc.ptxSize, nvrtc.ptx);
  }

  private byte[] output(Arena arena, long program, NativeFunction size, NativeFunction content) {
    MemorySegment bytes = arena.allocate(JAVA_LONG);
    check(size, "", f -> (int) f.invokeExact(program, bytes));
    MemorySegment into = arena.allocate(bytes.get(JAVA_LONG, 0));
    check(content, "", f -> (int) f.invokeExact(program, into));
    return into.toArray(ValueLayout.JAVA_BYTE);
  }
}
