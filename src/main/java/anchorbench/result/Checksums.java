package anchorbench.result;

import anchorbench.InputException;
import anchorbench.output.OutputFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code SHA256SUMS} of a run's raw files, as {@code sha256sum -c} reads it: a raw number has
 * nothing else that it could be computed from.
 */
public final class Checksums {
  public static final String FILE = "SHA256SUMS";

  private static final List<String> RAW =
      List.of(RunRecord.FILE, RunRecord.JMH_FILE, RunRecord.PEER_FILE, LatencyLog.FILE);
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *]([A-Za-z0-9._-]+)");

  private Checksums() {}

  /** Of what has just been written. */
  public static void write(Path folder) {
    StringBuilder text = new StringBuilder();
    for (String name : RAW) {
      byte[] bytes = RunReader.beside(folder, name);
      if (bytes != null) {
        text.append(sum(bytes)).append("  ").append(name).append('\n');
      }
    }
    OutputFile.write(
        folder.resolve(FILE), out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Whether each file listed is what was written; empty without a list.
   *
   * @throws InputException if the list is damaged
   */
  public static Map<String, Boolean> check(Path folder) {
    Map<String, Boolean> held = new LinkedHashMap<>();
    byte[] list = Files.isDirectory(folder) ? RunReader.beside(folder, FILE) : null;
    if (list == null) {
      return held;
    }
    for (String line : new String(list, StandardCharsets.UTF_8).lines().toList()) {
      Matcher parts = LINE.matcher(line);
      if (!parts.matches()) {
        throw new InputException(folder.resolve(FILE) + ": damaged, no list of checksums");
      }
      byte[] bytes = RunReader.beside(folder, parts.group(2));
      held.put(parts.group(2), bytes != null && sum(bytes).equals(parts.group(1)));
    }
    return held;
  }

  /** SHA-256 of a file, in hexadecimal. */
  public static String of(Path file) {
    try {
      return sum(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  private static String sum(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
