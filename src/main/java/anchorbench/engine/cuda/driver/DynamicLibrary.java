package anchorbench.engine.cuda.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A shared library, opened by dlopen itself because {@code SymbolLookup} drops the reason of a
 * failure. Never closed: the CUDA libraries do not survive that.
 */
public final class DynamicLibrary {
  private static final int RTLD_NOW = 2;
  private static final long MAX_MESSAGE = 4096;

  private final String name;
  private final MemorySegment handle;

  private DynamicLibrary(String name, MemorySegment handle) {
    this.name = name;
    this.handle = handle;
  }

  /** Bound with the first use: there is no dlopen on Windows. */
  private static final class Dl {
    /** {@code void *dlopen(const char *path, int flags)}. */
    static final MethodHandle OPEN = bind("dlopen", ADDRESS, ADDRESS, JAVA_INT);

    /** {@code void *dlsym(void *handle, const char *symbol)}. */
    static final MethodHandle SYMBOL = bind("dlsym", ADDRESS, ADDRESS, ADDRESS);

    /** {@code char *dlerror(void)}. */
    static final MethodHandle ERROR = bind("dlerror", ADDRESS);

    private static MethodHandle bind(String name, MemoryLayout result, MemoryLayout... arguments) {
      Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(
          linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
    }
  }

  /** Why a library could not be opened, in the loader's words. */
  public static final class NotLoaded extends Exception {
    private static final long serialVersionUID = 1;

    NotLoaded(String message) {
      super(message);
    }
  }

  /**
   * @param name a path, or a name that the loader looks for
   * @throws NotLoaded with dlerror's message
   */
  public static DynamicLibrary open(String name) throws NotLoaded {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handle =
          (MemorySegment) Dl.OPEN.invokeExact(arena.allocateFrom(name), RTLD_NOW);
      if (handle.address() == 0) {
        throw new NotLoaded(error());
      }
      return new DynamicLibrary(name, handle);
    } catch (NotLoaded | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("dlopen", e);
    }
  }

  private static String error() throws Throwable {
    MemorySegment message = (MemorySegment) Dl.ERROR.invokeExact();
    return message.address() == 0 ? "no reason" : message.reinterpret(MAX_MESSAGE).getString(0);
  }

  /** The file behind the name, as the loader chose it. */
  public String path() {
    if (name.contains("/")) {
      return name;
    }
    try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      // The file behind a versioned link has a longer version in its name.
      return maps.filter(line -> line.contains("/" + name))
          .map(line -> line.substring(line.indexOf('/')))
          .findFirst()
          .orElse(name);
    } catch (IOException e) {
      return name;
    }
  }

  /** Address of a symbol, 0 if there is none. */
  public long address(String symbol) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment found =
          (MemorySegment) Dl.SYMBOL.invokeExact(handle, arena.allocateFrom(symbol));
      return found.address();
    } catch (Throwable e) {
      throw new AssertionError("dlsym", e);
    }
  }

  /** A function that returns a status. */
  MethodHandle status(String symbol, MemoryLayout... arguments) {
    return function(symbol, FunctionDescriptor.of(JAVA_INT, arguments));
  }

  /**
   * @throws UnsatisfiedLinkError if the library has no such function
   */
  MethodHandle function(String symbol, FunctionDescriptor descriptor) {
    long address = address(symbol);
    if (address == 0) {
      throw new UnsatisfiedLinkError(path() + " has no " + symbol);
    }
    return Linker.nativeLinker().downcallHandle(MemorySegment.ofAddress(address), descriptor);
  }
}
