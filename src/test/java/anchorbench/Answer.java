package anchorbench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a program of this machine answered.
 *
 * @param exit its code; -1 if there is no such program
 * @param text all it printed, errors too
 */
public record Answer(int exit, String text) {
  public static Answer of(List<String> command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Answer(process.waitFor(), text);
    } catch (IOException e) {
      return new Answer(-1, e.toString());
    }
  }
}
