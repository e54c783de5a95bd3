package anchorbench.source;

import anchorbench.data.DataSet;
import anchorbench.output.Json;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Which images a person chose, and what is to be made of them.
 *
 * @param place as {@code --data} has it
 */
public record ImageChoice(String place, ReadOptions options) {
  public static final ImageChoice AUTO = new ImageChoice(DataSource.AUTO, ReadOptions.NONE);

  /** What {@link #text} wrote, or a place alone. */
  public static ImageChoice parse(String text) {
    return text.startsWith("{\"")
        ? Json.read("chosen images", text.getBytes(StandardCharsets.UTF_8), ImageChoice.class)
        : new ImageChoice(text, ReadOptions.NONE);
  }

  /** On one line, for another process. */
  public String text() {
    return Json.compact(this);
  }

  /** As {@link DataSource#load(String, ReadOptions, Consumer)}, from the environment. */
  public DataSet load(Consumer<String> log) {
    return DataSource.fromEnvironment().load(place, options, log);
  }
}
