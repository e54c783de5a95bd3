package anchorbench.foreign;

import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;

/**
 * How C's types are handed over. Every pointer is an address; a library's own names, for its
 * enumerations and for handles that are only handed back, are added by its binding.
 */
public final class CTypes {
  /** The types of the language, which are the same on every 64-bit system; {@code long} is not. */
  public static final CTypes STANDARD =
      new CTypes(Map.of())
          .with(ValueLayout.JAVA_BYTE, "char", "unsigned char")
          .with(ValueLayout.JAVA_INT, "int", "unsigned", "unsigned int")
          .with(ValueLayout.JAVA_LONG, "size_t", "int64_t", "uint64_t")
          .with(ValueLayout.JAVA_LONG, "long long", "unsigned long long")
          .with(ValueLayout.JAVA_FLOAT, "float");

  private final Map<String, ValueLayout> layouts;

  private CTypes(Map<String, ValueLayout> layouts) {
    this.layouts = Map.copyOf(layouts);
  }

  /** These types and some more, all handed over alike. */
  public CTypes with(ValueLayout layout, String... names) {
    Map<String, ValueLayout> all = new HashMap<>(layouts);
    for (String name : names) {
      all.put(name, layout);
    }
    return new CTypes(all);
  }

  /**
   * @param type without a name behind it, e.g. {@code const float *}
   * @throws IllegalArgumentException if it is no pointer and nobody said what it is
   */
  ValueLayout layout(String type) {
    if (type.contains("*")) {
      return ValueLayout.ADDRESS;
    }
    ValueLayout layout = layouts.get(type.replace("const ", "").strip());
    if (layout == null) {
      throw new IllegalArgumentException("unknown C type: " + type);
    }
    return layout;
  }
}
