package anchorbench.engine.cuda.driver;

import anchorbench.foreign.CTypes;
import anchorbench.foreign.NativeFunction;
import anchorbench.foreign.NativeFunctions;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A shared library, opened by dlopen itself because {@code SymbolLookup.libraryLookup} drops the
 * reason of a failure. Never closed: the CUDA libraries do not survive that.
 */
public final class DynamicLibrary implements SymbolLookup {
  private static final int RTLD_NOW = 2;
  private static final long MAX_MESSAGE = 4096;

  private final String name;
  private final MemorySegment handle;

  private DynamicLibrary(String name, MemorySegment handle) {
    this.name = name;
    this.handle = handle;
  }

  /** Bound with the first use: there is no dlopen on Windows. */
  private static final class Loader extends NativeFunctions {
    static final Loader LOADER = new Loader();

    final NativeFunction open = bind("void *dlopen(const char *path, int flags)");
    final NativeFunction symbol = bind("void *dlsym(void *library, const char *name)");
    final NativeFunction error = bind("char *dlerror(void)");

    private Loader() {
      super("the C library", Linker.nativeLinker().defaultLookup(), CTypes.STANDARD);
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
      MemorySegment path = arena.allocateFrom(name);
      MemorySegment handle =
          Loader.LOADER.open.call(f -> (MemorySegment) f.invokeExact(path, RTLD_NOW));
      if (handle.address() == 0) {
        throw new NotLoaded(error());
      }
      return new DynamicLibrary(name, handle);
    }
  }

  private static String error() {
    MemorySegment message = Loader.LOADER.error.call(f -> (MemorySegment) f.invokeExact());
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

  @Override
  public Optional<MemorySegment> find(String symbol) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(symbol);
      MemorySegment found =
          Loader.LOADER.symbol.call(f -> (MemorySegment) f.invokeExact(handle, name));
      return Optional.of(found).filter(address -> address.address() != 0);
    }
  }
}
