package anchorbench.output;

import java.nio.file.Path;

/** The folder for what can be fetched or made again. */
public final class UserCache {
  private UserCache() {}

  /** {@code $XDG_CACHE_HOME/anchorbench}, or below {@code ~/.cache}. */
  public static Path folder() {
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path base =
        xdg == null || xdg.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return base.resolve("anchorbench");
  }
}
