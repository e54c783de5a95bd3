package anchorbench.model;

import anchorbench.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a model's two files are called: {@code weights.npz} has {@code spec.json} beside it, {@code
 * NAME.npz} has {@code NAME.spec.json}, so that several models may lie in one folder.
 */
final class ModelFiles {
  static final String WEIGHTS = "weights.npz";
  static final String SPEC = "spec.json";

  /** The weights of a trace, trained and before, whose spec is the trace's. */
  private static final List<String> TRACED = List.of("final.npz", "initial.npz");

  private static final String NPZ = ".npz";

  private ModelFiles() {}

  /** Where the spec of weights is written. */
  static Path specOf(Path weights) {
    String name = weights.getFileName().toString();
    String stem = name.endsWith(NPZ) ? name.substring(0, name.length() - NPZ.length()) : name;
    return weights.resolveSibling(name.equals(WEIGHTS) ? SPEC : stem + "." + SPEC);
  }

  /**
   * Where the spec of weights is. Of a trace, and of models of before, it is {@code spec.json},
   * unless that is the spec of {@code weights.npz} beside it.
   */
  static Path specFor(Path weights) {
    Path own = specOf(weights);
    boolean shared =
        !Files.exists(own)
            && (TRACED.contains(weights.getFileName().toString())
                || !Files.exists(weights.resolveSibling(WEIGHTS)));
    return shared ? weights.resolveSibling(SPEC) : own;
  }

  /**
   * The weights that a path names.
   *
   * @param path the file itself, or a folder with {@code weights.npz}, a trace, or one model of
   *     another name
   * @throws InputException if none is there, or several are
   */
  static Path weightsIn(Path path) {
    if (Files.exists(path) && !Files.isDirectory(path)) {
      return path;
    }
    for (String name : List.of(WEIGHTS, TRACED.getFirst())) {
      if (Files.exists(path.resolve(name))) {
        return path.resolve(name);
      }
    }
    List<Path> named = Files.exists(path) ? named(path) : List.of();
    if (named.isEmpty()) {
      throw new InputException(path + ": no model there; expected " + WEIGHTS + " and " + SPEC);
    }
    if (named.size() > 1) {
      throw new InputException(
          "%s: holds several models; name one of %s"
              .formatted(
                  path,
                  named.stream()
                      .map(each -> each.getFileName().toString())
                      .collect(Collectors.joining(", "))));
    }
    return named.getFirst();
  }

  private static List<Path> named(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(
              file -> file.getFileName().toString().endsWith(NPZ) && Files.exists(specFor(file)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new InputException(folder + ": cannot be listed: " + e.getMessage(), e);
    }
  }
}
