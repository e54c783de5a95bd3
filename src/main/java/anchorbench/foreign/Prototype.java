package anchorbench.foreign;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The declaration of a C function, e.g. {@code CUresult cuMemAlloc_v2(CUdeviceptr *address, size_t
 * bytes)}.
 *
 * @param text as a header has it; every parameter has a name
 * @param name of the function
 * @param descriptor what the linker must know of it
 */
public record Prototype(String text, String name, FunctionDescriptor descriptor) {
  /** What it returns, its name, its parameters. */
  private static final Pattern FUNCTION = Pattern.compile("(.+?)(\\w+)\\((.*)\\)");

  /** The type of a parameter, and its name. */
  private static final Pattern PARAMETER = Pattern.compile("(.*[ *])(\\w+)");

  /**
   * @throws IllegalArgumentException if it is no prototype, or names a type that nobody knows
   */
  static Prototype parse(String text, CTypes types) {
    Matcher function = matched(FUNCTION, text, text);
    String parameters = function.group(3);
    MemoryLayout[] arguments =
        parameters.equals("void")
            ? new MemoryLayout[0]
            : Arrays.stream(parameters.split(", *"))
                .map(parameter -> types.layout(matched(PARAMETER, parameter, text).group(1)))
                .toArray(MemoryLayout[]::new);
    String result = function.group(1).strip();
    return new Prototype(
        text,
        function.group(2),
        result.equals("void")
            ? FunctionDescriptor.ofVoid(arguments)
            : FunctionDescriptor.of(types.layout(result), arguments));
  }

  private static Matcher matched(Pattern pattern, String part, String text) {
    Matcher matcher = pattern.matcher(part);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no C prototype: " + text);
    }
    return matcher;
  }
}
