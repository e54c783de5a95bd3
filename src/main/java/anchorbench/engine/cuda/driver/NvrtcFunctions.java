package anchorbench.engine.cuda.driver;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import anchorbench.foreign.CTypes;
import anchorbench.foreign.NativeFunction;
import anchorbench.foreign.NativeFunctions;
import java.lang.foreign.SymbolLookup;

/**
 * What is called of {@code nvrtc.h}. A program's handle is of a pointer's size, bound as a long.
 */
final class NvrtcFunctions extends NativeFunctions {
  private static final CTypes TYPES =
      CTypes.STANDARD.with(JAVA_INT, "nvrtcResult").with(JAVA_LONG, "nvrtcProgram");

  final NativeFunction version = bind("nvrtcResult nvrtcVersion(int *major, int *minor)");
  final NativeFunction numSupportedArchs =
      bind("nvrtcResult nvrtcGetNumSupportedArchs(int *count)");
  final NativeFunction supportedArchs = bind("nvrtcResult nvrtcGetSupportedArchs(int *archs)");
  final NativeFunction createProgram =
      bind(
          "nvrtcResult nvrtcCreateProgram(nvrtcProgram *program, const char *source, const char"
              + " *name, int headers, const char *const *contents, const char *const *names)");
  final NativeFunction compileProgram =
      bind(
          "nvrtcResult nvrtcCompileProgram(nvrtcProgram program, int count, const char *const"
              + " *options)");
  final NativeFunction logSize =
      bind("nvrtcResult nvrtcGetProgramLogSize(nvrtcProgram program, size_t *bytes)");
  final NativeFunction log =
      bind("nvrtcResult nvrtcGetProgramLog(nvrtcProgram program, char *log)");
  final NativeFunction cubinSize =
      bind("nvrtcResult nvrtcGetCUBINSize(nvrtcProgram program, size_t *bytes)");
  final NativeFunction cubin = bind("nvrtcResult nvrtcGetCUBIN(nvrtcProgram program, char *cubin)");
  final NativeFunction ptxSize =
      bind("nvrtcResult nvrtcGetPTXSize(nvrtcProgram program, size_t *bytes)");
  final NativeFunction ptx = bind("nvrtcResult nvrtcGetPTX(nvrtcProgram program, char *ptx)");
  final NativeFunction destroyProgram =
      bind("nvrtcResult nvrtcDestroyProgram(nvrtcProgram *program)");
  final NativeFunction errorString = bind("const char *nvrtcGetErrorString(nvrtcResult result)");

  /**
   * @throws UnsatisfiedLinkError if the library lacks one
   */
  NvrtcFunctions(String library, SymbolLookup symbols) {
    super(library, symbols, TYPES);
  }
}
