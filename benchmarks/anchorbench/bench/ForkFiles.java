package anchorbench.bench;

import anchorbench.output.Json;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.LatencyLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;

/**
 * What a fork tells its parent besides times: the check before timing and the latencies. JMH
 * carries neither, so they go through files of a folder named by a system property.
 */
final class ForkFiles {
  static final String FOLDER = "anchorbench.bench.folder";

  /** A check as a file. */
  record CheckFile(String tag, BenchmarkRow.Check check, String failure) {}

  private final Path folder;

  ForkFiles(Path folder) {
    this.folder = folder;
  }

  /** In a fork: where the parent reads, or null if there is no such parent. */
  static ForkFiles ofThisFork() {
    String folder = System.getProperty(FOLDER);
    return folder == null ? null : new ForkFiles(Path.of(folder));
  }

  Path folder() {
    return folder;
  }

  void writeCheck(CheckFile check) {
    Json.write(folder.resolve("check-" + ProcessHandle.current().pid() + ".json"), check);
  }

  private Path peak() {
    return folder.resolve("peak-" + ProcessHandle.current().pid());
  }

  /** The time of the peak beside this JVM's last iteration. */
  void writePeak(double micros) {
    try {
      Files.writeString(peak(), Double.toString(micros));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last one written, once; empty if its row has no peak of its own. */
  OptionalDouble takePeak() {
    try {
      if (!Files.exists(peak())) {
        return OptionalDouble.empty();
      }
      double micros = Double.parseDouble(Files.readString(peak()));
      Files.delete(peak());
      return OptionalDouble.of(micros);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A device's own times as a file: one fork's. */
  record DeviceFile(String tag, BenchmarkRow.OnDevice device) {}

  void writeDevice(DeviceFile device) {
    Json.write(folder.resolve("device-" + ProcessHandle.current().pid() + ".json"), device);
  }

  /** Device times by tag; the mean of a row's forks, with all their clocks. */
  Map<String, BenchmarkRow.OnDevice> devices() {
    Map<String, List<BenchmarkRow.OnDevice>> found = new TreeMap<>();
    for (Path file : files("device-", ".json")) {
      DeviceFile each = read(file, DeviceFile.class);
      found.computeIfAbsent(each.tag(), tag -> new ArrayList<>()).add(each.device());
    }
    Map<String, BenchmarkRow.OnDevice> devices = new TreeMap<>();
    found.forEach(
        (tag, forks) ->
            devices.put(
                tag,
                new BenchmarkRow.OnDevice(
                    forks.stream()
                        .mapToDouble(BenchmarkRow.OnDevice::meanMicros)
                        .average()
                        .orElseThrow(),
                    forks.stream().flatMap(fork -> fork.clocks().stream()).toList())));
    return devices;
  }

  private static <T> T read(Path file, Class<T> type) {
    return Json.read(file, type);
  }

  void writeLatency(RowKey row, Histogram latency) {
    latency.setTag(row.tag());
    latency.setStartTimeStamp(Math.min(latency.getStartTimeStamp(), System.currentTimeMillis()));
    latency.setEndTimeStamp(System.currentTimeMillis());
    Path file = folder.resolve("latency-" + ProcessHandle.current().pid() + ".hlog");
    LatencyLog.write(file, List.of(latency));
  }

  /** Checks of all forks by tag; of several forks of a row, the worst. */
  Map<String, CheckFile> checks() {
    Map<String, CheckFile> checks = new TreeMap<>();
    for (Path file : files("check-", ".json")) {
      CheckFile found = read(file, CheckFile.class);
      checks.merge(found.tag(), found, ForkFiles::worse);
    }
    return checks;
  }

  private static CheckFile worse(CheckFile a, CheckFile b) {
    if (a.check() == null || b.check() == null) {
      return a.check() == null ? a : b;
    }
    return a.check().largestError() >= b.check().largestError() ? a : b;
  }

  /** Latencies by tag, the forks of a row added up. */
  Map<String, Histogram> latencies() {
    Map<String, Histogram> latencies = new TreeMap<>();
    for (Path file : files("latency-", ".hlog")) {
      try (HistogramLogReader reader = new HistogramLogReader(file.toFile())) {
        while (reader.hasNext()) {
          Histogram next = (Histogram) reader.nextIntervalHistogram();
          latencies.merge(next.getTag(), next, ForkFiles::sum);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return latencies;
  }

  private static Histogram sum(Histogram a, Histogram b) {
    a.add(b);
    return a;
  }

  /** In the folder and in those within it: a run that can be resumed has one for each fork. */
  private List<Path> files(String prefix, String suffix) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .filter(file -> file.toString().endsWith(suffix))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
