package anchorbench.foreign;

import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The functions of a library: a subclass has a field for each, whose first value binds it. */
public abstract class NativeFunctions {
  private final String library;
  private final SymbolLookup symbols;
  private final CTypes types;
  private final List<Prototype> prototypes = new ArrayList<>();

  /**
   * @param library its name in messages
   */
  protected NativeFunctions(String library, SymbolLookup symbols, CTypes types) {
    this.library = library;
    this.symbols = symbols;
    this.types = types;
  }

  /**
   * @param prototype as the library's header has it, e.g. {@code int munmap(void *addr, size_t
   *     length)}
   * @throws UnsatisfiedLinkError if the library has no such function
   */
  protected final NativeFunction bind(String prototype, Linker.Option... options) {
    Prototype function = declared(prototype);
    MemorySegment address =
        symbols.find(function.name()).orElseThrow(() -> absent(function.name()));
    return bound(function, address, options);
  }

  /**
   * A function that some libraries lack: there, every call throws an {@link UnsatisfiedLinkError}.
   *
   * @param olderNames under which libraries from before have it
   */
  protected final NativeFunction bindIfThere(String prototype, String... olderNames) {
    Prototype function = declared(prototype);
    return Stream.concat(Stream.of(function.name()), Stream.of(olderNames))
        .flatMap(name -> symbols.find(name).stream())
        .findFirst()
        .map(address -> bound(function, address))
        .orElseGet(() -> new NativeFunction(function.name(), throwing(function)));
  }

  /** All that were bound, in their order, each once. */
  public final List<Prototype> prototypes() {
    return prototypes.stream().distinct().toList();
  }

  private Prototype declared(String text) {
    Prototype prototype = Prototype.parse(text, types);
    prototypes.add(prototype);
    return prototype;
  }

  private static NativeFunction bound(
      Prototype function, MemorySegment address, Linker.Option... options) {
    return new NativeFunction(
        function.name(),
        Linker.nativeLinker().downcallHandle(address, function.descriptor(), options));
  }

  private MethodHandle throwing(Prototype function) {
    var type = function.descriptor().toMethodType();
    MethodHandle thrower =
        MethodHandles.throwException(type.returnType(), UnsatisfiedLinkError.class)
            .bindTo(absent(function.name()));
    return MethodHandles.dropArguments(thrower, 0, type.parameterList());
  }

  private UnsatisfiedLinkError absent(String function) {
    return new UnsatisfiedLinkError(library + " has no " + function);
  }
}
