package anchorbench.result;

import anchorbench.InputException;
import anchorbench.output.OutputFile;
import anchorbench.result.BenchmarkRow.Latency;
import java.io.ByteArrayInputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.HdrHistogram.HistogramLogWriter;

/** {@code latency.hlog}: for each row's tag a histogram of single operations, in nanoseconds. */
public final class LatencyLog {
  public static final String FILE = "latency.hlog";

  /** A histogram takes some hundred bytes: no run of ours comes near. */
  private static final int MAX_BYTES = 16 << 20;

  /** One of ours takes some hundred thousand; packed, zeroes take nothing. */
  private static final long MAX_UNPACKED_BYTES = 256L << 20;

  private static final double NANOS = 1e3;

  private LatencyLog() {}

  /**
   * Histograms with their tags and times, as HdrHistogram's own tools read them; no file where
   * there are none.
   */
  public static void write(Path file, Collection<Histogram> histograms) {
    if (histograms.isEmpty()) {
      return;
    }
    OutputFile.write(
        file,
        out -> {
          PrintStream text = new PrintStream(out);
          HistogramLogWriter log = new HistogramLogWriter(text);
          log.outputComment("nanoseconds of single operations; one tag per row of the benchmark");
          log.outputLogFormatVersion();
          log.outputLegend();
          histograms.forEach(log::outputIntervalHistogram);
          text.flush();
        });
  }

  /**
   * The log beside a record, empty where there is none.
   *
   * @throws InputException as {@link #read}
   */
  public static Map<String, Histogram> beside(Path run) {
    return read(run + ": " + FILE, RunReader.beside(run, FILE));
  }

  /**
   * @param name what a complaint names
   * @param log the file's bytes, or null where there is none
   * @return by tag, see {@link BenchmarkRow#tag}
   * @throws InputException if it is damaged, in one line
   */
  public static Map<String, Histogram> read(String name, byte[] log) {
    Map<String, Histogram> found = new TreeMap<>();
    long unpacked = 0;
    if (log == null) {
      return found;
    }
    if (log.length > MAX_BYTES) {
      throw new InputException(
          String.format(
              Locale.ROOT, "%s: %d bytes; expected at most %d", name, log.length, MAX_BYTES));
    }
    try (HistogramLogReader reader = new HistogramLogReader(new ByteArrayInputStream(log))) {
      while (reader.hasNext()) {
        EncodableHistogram next = reader.nextIntervalHistogram();
        if (!(next instanceof Histogram histogram) || histogram.getTag() == null) {
          throw new InputException(name + ": an interval that is no tagged histogram");
        }
        unpacked += histogram.getEstimatedFootprintInBytes();
        if (unpacked > MAX_UNPACKED_BYTES) {
          throw new InputException(name + ": larger histograms than any of ours");
        }
        if (found.put(histogram.getTag(), histogram) != null) {
          throw new InputException(name + ": two histograms of one row");
        }
      }
    } catch (InputException e) {
      throw e;
    } catch (RuntimeException e) {
      // The reader's own: whatever its scanner, its decoder or its inflater came upon.
      throw new InputException(name + ": damaged, no histogram log of ours", e);
    }
    return found;
  }

  /** The percentiles that a record keeps. */
  public static Latency percentiles(Histogram nanos) {
    return new Latency(
        nanos.getTotalCount(),
        micros(nanos, 50),
        micros(nanos, 99),
        micros(nanos, 99.9),
        nanos.getMaxValue() / NANOS);
  }

  /** A percentile in microseconds. */
  public static double micros(Histogram nanos, double percentile) {
    return nanos.getValueAtPercentile(percentile) / NANOS;
  }
}
