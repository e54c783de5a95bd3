package anchorbench.output;

import anchorbench.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON of our records: indented, NaN and infinities as strings, nothing left out. */
public final class Json {
  /** Larger files are none of ours. */
  private static final long MOST_BYTES = 256L << 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private static final JsonMapper COMPACT =
      JsonMapper.builder()
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .build();

  private static final JsonMapper EXACT =
      MAPPER
          .rebuild()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private Json() {}

  public static void write(Path file, Object value) {
    OutputFile.write(file, out -> out.write(MAPPER.writeValueAsBytes(value)));
  }

  /** As {@link #write} would write it. */
  public static String text(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /** A record's values by name, in its order. */
  public static Map<String, Object> settings(Record value) {
    return MAPPER.convertValue(value, new TypeReference<LinkedHashMap<String, Object>>() {});
  }

  /** A value as a node of a tree. */
  public static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /** On one line, keys in the order of their names: the same for equal values. */
  public static String compact(Object value) {
    return COMPACT.writeValueAsString(value);
  }

  /**
   * @throws InputException if there is no such file or it holds something else
   */
  public static <T> T read(Path file, Class<T> type) {
    return read(MAPPER, file, type);
  }

  /**
   * The same for contents that are at hand.
   *
   * @param name for messages
   */
  public static <T> T read(String name, byte[] json, Class<T> type) {
    return parse(MAPPER, name, json, type);
  }

  /**
   * The same for what a person may have written.
   *
   * @throws InputException also for a key too many or too few
   */
  public static <T> T readExactly(Path file, Class<T> type) {
    return read(EXACT, file, type);
  }

  /**
   * An object as it stands in a file, to be looked at or lifted before it is a record.
   *
   * @throws InputException if there is no such file or it holds something else
   */
  public static ObjectNode readObject(Path file) {
    return read(file, ObjectNode.class);
  }

  /**
   * A record of what {@link #readObject} read.
   *
   * @param name for messages
   */
  public static <T> T as(String name, ObjectNode json, Class<T> type) {
    return convert(MAPPER, name, json, type);
  }

  /** The same for what a person may have written, see {@link #readExactly(Path, Class)}. */
  public static <T> T readExactly(String name, ObjectNode json, Class<T> type) {
    return convert(EXACT, name, json, type);
  }

  private static <T> T convert(JsonMapper mapper, String name, ObjectNode json, Class<T> type) {
    try {
      return mapper.treeToValue(json, type);
    } catch (JacksonException e) {
      throw new InputException(name + ": " + reason(e), e);
    }
  }

  private static <T> T read(JsonMapper mapper, Path file, Class<T> type) {
    try {
      if (Files.isDirectory(file)) {
        throw new InputException(file + ": is a folder; expected a JSON file");
      }
      if (Files.size(file) > MOST_BYTES) {
        throw new InputException(file + ": larger than any of our files");
      }
      return parse(mapper, file.toString(), Files.readAllBytes(file), type);
    } catch (NoSuchFileException e) {
      throw new InputException(file + ": no such file", e);
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static <T> T parse(JsonMapper mapper, String name, byte[] json, Class<T> type) {
    try {
      T value = mapper.readValue(json, type);
      if (value == null) {
        throw new InputException(name + ": holds null");
      }
      return value;
    } catch (JacksonException e) {
      throw new InputException(name + ": " + reason(e), e);
    }
  }

  /** What is wrong and where; a refusal of one of our records in its own words. */
  private static String reason(JacksonException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof InputException) {
        return cause.getMessage();
      }
    }
    String where =
        e.getLocation() == null || e.getLocation().getLineNr() < 1
            ? ""
            : String.format(Locale.ROOT, "line %d: ", e.getLocation().getLineNr());
    return where + e.getOriginalMessage().lines().findFirst().orElse("not valid JSON");
  }
}
