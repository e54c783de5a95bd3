package anchorbench.output;

import java.nio.file.Path;

/** The folder for what can be fetched or made again. */
public final class UserCache {
  private UserCache() {}

  /** What Java says of a user without a folder, as in a container under a number alone. */
  private static final String NO_HOME = "?";

  /** {@code $XDG_CACHE_HOME/anchorbench}, or below {@code ~/.cache}. */
  public static Path folder() {
    String xdg = System.getenv("XDG_CACHE_HOME");
    if (xdg != null && !xdg.isBlank()) {
      return Path.of(xdg, "anchorbench");
    }
    String home = System.getProperty("user.home");
    return home.equals(NO_HOME)
        ? Path.of(System.getProperty("java.io.tmpdir"), "anchorbench")
        : Path.of(home, ".cache", "anchorbench");
  }
}
