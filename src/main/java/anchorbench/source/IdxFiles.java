package anchorbench.source;

import anchorbench.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The four files of an IDX set, under the names that people have them by: {@code
 * train-images-idx3-ubyte}, {@code train-images.idx3-ubyte}, {@code test-} for {@code t10k-}, each
 * with or without {@code .gz}, and with the name of a set before it, as {@code emnist-letters-}.
 */
record IdxFiles(Path trainImages, Path trainLabels, Path testImages, Path testLabels) {
  private static final Pattern NAME =
      Pattern.compile(
          "(?:(.+)-)?(train|t10k|test)-(images|labels)[-.]idx[13]-ubyte(?:\\.gz)?",
          Pattern.CASE_INSENSITIVE);

  private static final List<String> ROLES =
      List.of("train-images", "train-labels", "t10k-images", "t10k-labels");

  /**
   * Finds them in a folder, or in {@code raw} and {@code SET/raw} below it, where torchvision puts
   * them.
   *
   * @param place the folder, or with the name of one of its sets behind: {@code
   *     FOLDER/emnist-letters}
   * @throws InputException if a file is missing, or several sets are there and none without a name
   */
  static IdxFiles in(Path place) {
    if (Files.isDirectory(place)) {
      return ofFolder(place);
    }
    Path parent = place.toAbsolutePath().getParent();
    if (parent != null && Files.isDirectory(parent)) {
      Map<String, Path> files = sets(parent).get(place.getFileName().toString());
      if (files != null) {
        return ofRoles(place, files);
      }
    }
    throw new InputException(place + ": no such folder; expected IDX files in it");
  }

  /** Whether a folder has such files, all or some, or one of its {@code raw} folders. */
  static boolean areIn(Path folder) {
    return searched(folder).stream().anyMatch(each -> !sets(each).isEmpty());
  }

  /** Whether it is a folder and the name of one of its sets. */
  static boolean isSet(Path place) {
    Path parent = place.toAbsolutePath().getParent();
    return parent != null
        && place.getFileName() != null
        && Files.isDirectory(parent)
        && sets(parent).containsKey(place.getFileName().toString());
  }

  private static IdxFiles ofFolder(Path folder) {
    Map<Path, Map<String, Path>> complete = new LinkedHashMap<>();
    Map<String, Path> incomplete = Map.of();
    for (Path each : searched(folder)) {
      for (Map.Entry<String, Map<String, Path>> set : sets(each).entrySet()) {
        if (set.getValue().keySet().containsAll(ROLES)) {
          complete.put(set.getKey().isEmpty() ? each : each.resolve(set.getKey()), set.getValue());
        } else if (incomplete.isEmpty()) {
          incomplete = set.getValue();
        }
      }
    }
    if (complete.containsKey(folder)) {
      return ofRoles(folder, complete.get(folder));
    }
    if (complete.size() > 1) {
      throw new InputException(
          "%s: holds several sets; name one of %s"
              .formatted(
                  folder,
                  complete.keySet().stream()
                      .map(Path::toString)
                      .collect(Collectors.joining(", "))));
    }
    return ofRoles(folder, complete.isEmpty() ? incomplete : complete.values().iterator().next());
  }

  private static List<Path> searched(Path folder) {
    List<Path> folders = new ArrayList<>(List.of(folder));
    try (Stream<Path> children = Files.list(folder)) {
      List<Path> raw =
          children.map(child -> child.resolve("raw")).filter(Files::isDirectory).sorted().toList();
      if (Files.isDirectory(folder.resolve("raw"))) {
        folders.add(folder.resolve("raw"));
      }
      folders.addAll(raw);
    } catch (IOException e) {
      throw new InputException(folder + ": cannot be listed: " + e.getMessage(), e);
    }
    return folders;
  }

  /** Files by role of each set in a folder; the set without a name is called "". */
  private static Map<String, Map<String, Path>> sets(Path folder) {
    Map<String, Map<String, Path>> sets = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted(preferred()).toList()) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches()) {
          String set = name.group(1) == null ? "" : name.group(1);
          boolean train = name.group(2).equalsIgnoreCase("train");
          String role = (train ? "train-" : "t10k-") + name.group(3).toLowerCase(Locale.ROOT);
          sets.computeIfAbsent(set, _ -> new LinkedHashMap<>()).putIfAbsent(role, file);
        }
      }
    } catch (IOException e) {
      throw new InputException(folder + ": cannot be listed: " + e.getMessage(), e);
    }
    return sets;
  }

  /** Of several for one role: none that is empty, then the compressed one. */
  private static Comparator<Path> preferred() {
    return Comparator.comparing((Path file) -> file.toFile().length() == 0)
        .thenComparing(file -> !file.getFileName().toString().endsWith(".gz"))
        .thenComparing(Collections.reverseOrder());
  }

  private static IdxFiles ofRoles(Path place, Map<String, Path> files) {
    for (String role : ROLES) {
      if (!files.containsKey(role)) {
        String dimensions = role.endsWith("images") ? "3" : "1";
        throw new InputException(
            "%s: no %s-idx%s-ubyte there, nor with .gz, nor in raw or */raw below it"
                .formatted(place, role, dimensions));
      }
    }
    return new IdxFiles(
        files.get(ROLES.get(0)),
        files.get(ROLES.get(1)),
        files.get(ROLES.get(2)),
        files.get(ROLES.get(3)));
  }
}
