package anchorbench.engine.cuda;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Where this machine's Python has its packages, in its own words: the virtual environment of a
 * box's PyTorch is often first in the path without being activated.
 */
final class PythonPrefix {
  private static final long SECONDS = 10;

  private PythonPrefix() {}

  /** Of {@code PYTHON}, or else python3; null if it does not run. */
  static String ofThisMachine() {
    String python = System.getenv("PYTHON");
    return of(python == null || python.isBlank() ? "python3" : python);
  }

  static String of(String python) {
    try {
      Process process =
          new ProcessBuilder(python, "-c", "import sys; print(sys.prefix)")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return null;
      }
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.exitValue() == 0 ? said.strip() : null;
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
