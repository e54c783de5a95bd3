package anchorbench.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/**
 * Where the libraries' own messages go: ND4J and DJL tell at their start what they found, and a
 * command's output is its own. The file is made with the first message.
 */
public final class LogFile extends Handler {
  /** Then it begins anew. */
  private static final int MAX_BYTES = 1 << 20;

  private final Path path;
  private Handler file;
  private boolean refused;

  LogFile(Path path) {
    this.path = path;
    setLevel(Level.INFO);
  }

  /** {@code anchorbench.log} in the user's cache. */
  public static Path path() {
    return UserCache.folder().resolve("anchorbench.log");
  }

  /**
   * From now on every message of a library goes into the file and none to the terminal. Where the
   * file cannot be written, messages are dropped: they are nobody's result.
   */
  public static void catchMessages() {
    LogManager.getLogManager().reset();
    try {
      install(new LogFile(path()));
    } catch (InvalidPathException e) {
      // The user's folder has a name that this locale lacks letters of.
    }
  }

  static void install(LogFile log) {
    LogManager.getLogManager().reset();
    LogManager.getLogManager().getLogger("").addHandler(log);
  }

  @Override
  public synchronized void publish(LogRecord message) {
    if (isLoggable(message) && open()) {
      file.publish(message);
    }
  }

  private boolean open() {
    if (file == null && !refused) {
      try {
        Files.createDirectories(path.getParent());
        // A percent sign is the pattern's own.
        String pattern = path.toString().replace("%", "%%");
        file = new FileHandler(pattern, MAX_BYTES, 1, true);
        file.setFormatter(new SimpleFormatter());
      } catch (IOException e) {
        refused = true;
      }
    }
    return file != null;
  }

  @Override
  public synchronized void flush() {
    if (file != null) {
      file.flush();
    }
  }

  @Override
  public synchronized void close() {
    if (file != null) {
      file.close();
    }
  }
}
