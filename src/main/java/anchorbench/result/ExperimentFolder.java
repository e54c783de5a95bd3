package anchorbench.result;

import anchorbench.InputException;
import anchorbench.data.DataSet;
import anchorbench.experiment.TrialStore;
import anchorbench.experiment.protocol.Protocol;
import anchorbench.output.Json;
import anchorbench.result.RunRecord.Images;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An experiment on disk while it runs: {@code experiment.json} says what it is, {@code trials/} has
 * every part that is done. A process killed at any moment leaves whole parts only.
 */
public record ExperimentFolder(Path path) implements TrialStore {
  private static final String HEADER = "experiment.json";
  private static final String PARTS = "trials";

  /**
   * What the parts belong to.
   *
   * @param engine with its precision, e.g. {@code cuda:tf32}
   */
  public record Header(
      String schema, int version, Protocol protocol, Images images, String engine) {
    static final String SCHEMA = "anchorbench/experiment";
    static final int VERSION = 2;
  }

  public static boolean isBegun(Path folder) {
    return Files.exists(folder.resolve(HEADER));
  }

  /** Begins an experiment in a folder made by {@link ResultsFolder#create}. */
  public static ExperimentFolder begin(
      Path folder, Protocol protocol, DataSet data, String engine) {
    Path header = folder.resolve(HEADER);
    if (isBegun(folder)) {
      throw new InputException(
          folder
              + ": holds an experiment that was begun; continue it with --resume, or choose another"
              + " --out");
    }
    Json.write(header, header(protocol, data, engine));
    return new ExperimentFolder(folder);
  }

  /**
   * What a folder was begun with.
   *
   * @throws InputException if there is no experiment, or one of another version
   */
  public static Header read(Path folder) {
    Path file = folder.resolve(HEADER);
    if (!isBegun(folder)) {
      throw new InputException(folder + ": no experiment was begun there (no " + HEADER + ")");
    }
    Header header = Json.read(file, Header.class);
    new SchemaHeader(header.schema(), header.version())
        .requireToGoOn(file, Header.SCHEMA, Header.VERSION);
    return header;
  }

  /**
   * Goes on with an experiment.
   *
   * @throws InputException if it was begun on other images or another engine, naming both
   */
  public static ExperimentFolder resume(Path folder, DataSet data, String engine) {
    Header begun = read(folder);
    Header now = header(begun.protocol(), data, engine);
    if (!begun.images().areThoseOf(now.images())) {
      throw new InputException(
          "%s: begun on %s (%s), resumed on %s (%s)"
              .formatted(
                  folder,
                  begun.images().name(),
                  begun.images().sha256(),
                  now.images().name(),
                  now.images().sha256()));
    }
    if (!begun.engine().equals(engine)) {
      throw new InputException(
          "%s: begun on engine %s, resumed on %s".formatted(folder, begun.engine(), engine));
    }
    return new ExperimentFolder(folder);
  }

  private static Header header(Protocol protocol, DataSet data, String engine) {
    return new Header(Header.SCHEMA, Header.VERSION, protocol, Images.of(data), engine);
  }

  @Override
  public <T> Optional<T> find(String name, Class<T> type) {
    Path file = file(name);
    return Files.exists(file) ? Optional.of(Json.read(file, type)) : Optional.empty();
  }

  @Override
  public void keep(String name, Object part) {
    Json.write(file(name), part);
  }

  private Path file(String name) {
    return path.resolve(PARTS).resolve(name + ".json");
  }
}
