package anchorbench.report;

import anchorbench.gallery.TripletPictures;
import anchorbench.result.LatencyLog;
import anchorbench.result.RunReader;
import anchorbench.result.RunRecord;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What a report shows of one run.
 *
 * @param pictures PNG by file name, of those beside {@code run.json}
 * @param latencies of {@code latency.hlog} by row, empty where there is none
 */
public record Report(
    RunRecord run, Map<String, byte[]> pictures, Map<String, Histogram> latencies) {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};

  /** A run whose folder is at hand. */
  public static Report of(RunRecord run, Path folder) {
    Map<String, byte[]> pictures = new LinkedHashMap<>();
    for (String name : TripletPictures.FILES) {
      byte[] bytes = RunReader.beside(folder, name);
      if (bytes != null && startsAsPng(bytes)) {
        pictures.put(name, bytes);
      }
    }
    return new Report(run, pictures, LatencyLog.beside(folder));
  }

  private static boolean startsAsPng(byte[] bytes) {
    return bytes.length > PNG.length
        && java.util.Arrays.equals(bytes, 0, PNG.length, PNG, 0, PNG.length);
  }

  /** Reads a finished run. */
  public static Report read(Path path) {
    return of(RunReader.read(path), path);
  }
}
