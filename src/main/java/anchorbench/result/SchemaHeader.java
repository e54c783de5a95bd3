package anchorbench.result;

import anchorbench.InputException;
import java.nio.file.Path;
import java.util.Locale;

/** What a JSON file of ours says that it is. */
public record SchemaHeader(String schema, int version) {
  /**
   * @throws InputException if what was begun in {@code file} is not what this build goes on with
   */
  public void requireToGoOn(Path file, String ours, int oursVersion) {
    if (!ours.equals(schema) || version != oursVersion) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s: is %s version %d; this build continues %s version %d",
              file,
              schema,
              version,
              ours,
              oursVersion));
    }
  }
}
