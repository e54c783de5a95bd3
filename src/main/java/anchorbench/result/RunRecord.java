package anchorbench.result;

import anchorbench.data.DataSet;
import anchorbench.data.KnownSet;
import anchorbench.data.Shape;
import anchorbench.device.EngineDescriptor;
import anchorbench.experiment.Experiment;
import anchorbench.machine.Build;
import anchorbench.machine.Machine;
import java.io.File;
import java.time.Instant;
import java.util.List;

/**
 * {@code run.json}: one run with everything needed to read it, years later, elsewhere.
 *
 * @param schema what this file is
 * @param version of the schema; it rises with a redesign alone, not with a field that may be
 *     missing
 * @param command as it was given
 * @param engines those that ran, and those that could not with the reason
 * @param experiment the comparison of anchors, or null if none ran
 * @param benchmarks timed rows, empty if none ran
 */
public record RunRecord(
    String schema,
    int version,
    Build build,
    String createdUtc,
    String command,
    Machine machine,
    Images images,
    List<EngineEntry> engines,
    Experiment.Outcome experiment,
    List<BenchmarkRow> benchmarks) {
  public static final String SCHEMA = "anchorbench/run";
  public static final int VERSION = 3;

  /** The oldest version that is read. */
  public static final int OLDEST_VERSION = 2;

  public static final String FILE = "run.json";

  /** JMH's own file, beside {@link #FILE}. */
  public static final String JMH_FILE = "jmh.json";

  /** Raw times of peers that JMH did not take, beside {@link #FILE}. */
  public static final String PEER_FILE = "peer.json";

  /**
   * Which images. Runs on synthetic images are never comparable with others.
   *
   * @param source of a folder only its name: records are shown to others
   * @param classNames in the order of the classes' numbers; none in records of before
   * @param shape of every image; null in records of before
   */
  public record Images(
      String name,
      boolean synthetic,
      String source,
      String sha256,
      int train,
      int test,
      List<String> classNames,
      Shape shape) {
    public Images {
      classNames = List.copyOf(classNames);
    }

    public static Images of(DataSet data) {
      return new Images(
          data.name(),
          data.synthetic(),
          withoutFolders(data.source()),
          data.checksum(),
          data.train().count(),
          data.test().count(),
          data.train().classNames(),
          data.train().shape());
    }

    /** Whether they are the same, however they were stored. */
    public boolean areThoseOf(Images other) {
      return KnownSet.isSame(sha256, other.sha256);
    }

    public String className(int number) {
      return number < classNames.size() ? classNames.get(number) : "class " + number;
    }

    private static String withoutFolders(String source) {
      return source.substring(source.lastIndexOf(File.separatorChar) + 1);
    }
  }

  /**
   * An engine.
   *
   * @param info what it is, null if absent
   * @param absent the reason, null if ready
   */
  public record EngineEntry(String name, EngineDescriptor info, String absent) {
    public static EngineEntry ready(EngineDescriptor engine) {
      return new EngineEntry(engine.name(), engine, null);
    }
  }

  /** A record of now, of this machine and this build. */
  public static RunRecord now(
      String command,
      DataSet data,
      List<EngineEntry> engines,
      Experiment.Outcome experiment,
      List<BenchmarkRow> benchmarks) {
    return new RunRecord(
        SCHEMA,
        VERSION,
        Build.current(),
        Instant.now().toString(),
        command,
        Machine.current(),
        Images.of(data),
        engines,
        experiment,
        benchmarks);
  }

  /** The same of another machine. */
  public RunRecord on(Machine other) {
    return new RunRecord(
        schema,
        version,
        build,
        createdUtc,
        command,
        other,
        images,
        engines,
        experiment,
        benchmarks);
  }
}
