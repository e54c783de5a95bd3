package anchorbench.result;

import anchorbench.InputException;
import anchorbench.output.OutputFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** The raw files of several runs as those of one. */
final class RawFiles {
  /** Files that are one JSON array each. */
  static final List<String> ARRAYS = List.of(RunRecord.JMH_FILE, RunRecord.PEER_FILE);

  private RawFiles() {}

  static void merge(List<Path> folders, Path out) {
    for (String name : ARRAYS) {
      List<String> parts = new ArrayList<>();
      for (Path folder : folders) {
        byte[] bytes = RunReader.beside(folder, name);
        if (bytes != null) {
          parts.add(elements(folder.resolve(name), new String(bytes, StandardCharsets.UTF_8)));
        }
      }
      parts.removeIf(String::isBlank);
      if (!parts.isEmpty()) {
        write(out.resolve(name), "[" + String.join(",", parts) + "]\n");
      }
    }
    Map<String, Histogram> latencies = new TreeMap<>();
    // The last one's, as with rows.
    folders.forEach(folder -> latencies.putAll(LatencyLog.beside(folder)));
    LatencyLog.write(out.resolve(LatencyLog.FILE), latencies.values());
  }

  /** What is between an array's brackets, untouched. */
  private static String elements(Path file, String array) {
    String text = array.strip();
    if (!text.startsWith("[") || !text.endsWith("]")) {
      throw new InputException(file + ": damaged, no JSON array");
    }
    return text.substring(1, text.length() - 1).strip();
  }

  private static void write(Path file, String text) {
    OutputFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }
}
