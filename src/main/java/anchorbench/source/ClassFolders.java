package anchorbench.source;

import anchorbench.InputException;
import anchorbench.data.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder with a folder per class: {@code train/<class>} and {@code test/<class>} - or {@code val}
 * or {@code validation} instead of {@code test} - or {@code <class>} alone. Images lie at any depth
 * below their class.
 */
final class ClassFolders {
  private static final Set<String> TRAIN = Set.of("train", "training");
  private static final Set<String> TEST = Set.of("test", "testing");
  private static final Set<String> VALIDATION = Set.of("val", "valid", "validation");

  private final Path root;
  private final FolderWalk walk;
  private final List<String> notes = new ArrayList<>();

  private ClassFolders(Path root) {
    this.root = root;
    walk = new FolderWalk(root);
  }

  /**
   * Whether there are folders in it.
   *
   * @param least so many of them
   */
  static boolean isPossible(Path folder, int least) {
    return folders(folder).size() >= least;
  }

  /**
   * @param pooled whether the halves are to be forgotten, since images are to be split anew
   * @throws InputException if the folder has another form
   */
  static Listing list(Path folder, boolean pooled) {
    ClassFolders reading = new ClassFolders(folder);
    Path train = reading.half(TRAIN);
    if (train == null || !reading.isHalf(train)) {
      reading.takeClasses(folder, null);
    } else {
      reading.takeHalves(train, pooled);
    }
    List<String> notes = new ArrayList<>(reading.notes);
    notes.addAll(reading.walk.notes());
    return new Listing("folder", folder, reading.walk.images(), notes);
  }

  /** Not if it is a class of that name: without folders in it, and without another half. */
  private boolean isHalf(Path train) {
    return !folders(train).isEmpty() || half(TEST) != null || half(VALIDATION) != null;
  }

  private void takeHalves(Path train, boolean pooled) {
    Path test = half(TEST);
    Path validation = half(VALIDATION);
    if (test == null && validation == null) {
      notes.add("there is a folder " + train.getFileName() + " alone: it is split by content");
      takeClasses(train, null);
      return;
    }
    takeClasses(train, pooled ? null : Split.TRAIN);
    if (test != null && validation != null && !pooled) {
      notes.add(
          "the images in %s are not used: %s has the test images, and validation takes some of training's own"
              .formatted(validation.getFileName(), test.getFileName()));
    } else if (test != null && validation != null) {
      takeClasses(validation, null);
    }
    takeClasses(test == null ? validation : test, pooled ? null : Split.TEST);
    List<String> others =
        folders(root).stream()
            .filter(each -> !each.equals(train) && !each.equals(test) && !each.equals(validation))
            .map(each -> each.getFileName().toString())
            .toList();
    if (!others.isEmpty()) {
      notes.add("left out beside training and test images: " + String.join(", ", others));
    }
  }

  private Path half(Set<String> names) {
    List<Path> found =
        folders(root).stream()
            .filter(each -> names.contains(each.getFileName().toString().toLowerCase(Locale.ROOT)))
            .toList();
    if (found.size() > 1) {
      throw new InputException(
          "%s: has %s and %s; expected one of them"
              .formatted(root, found.get(0).getFileName(), found.get(1).getFileName()));
    }
    return found.isEmpty() ? null : found.getFirst();
  }

  private void takeClasses(Path folder, Split split) {
    Map<String, Path> classes = new TreeMap<>();
    for (Path each : folders(folder)) {
      FolderWalk.requireReadable(each);
      classes.put(Normalizer.normalize(each.getFileName().toString(), Normalizer.Form.NFC), each);
    }
    int loose = FolderWalk.looseImages(folder);
    if (loose > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%,d image%s directly in %s left out: no class",
              loose,
              loose == 1 ? "" : "s",
              folder));
    }
    // Walked at once: of many files this is most of a second start.
    Map<String, FolderWalk> walks =
        classes.entrySet().parallelStream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    each -> new FolderWalk(root).take(each.getValue(), each.getKey(), split)));
    requireNoSets(folder, classes, walks);
    List<String> empty =
        classes.keySet().stream().filter(name -> walks.get(name).images().isEmpty()).toList();
    if (classes.size() == empty.size()) {
      throw new InputException(
          folder + ": no images in folders there; expected a folder per class, CLASS/IMAGE.jpg");
    }
    if (!empty.isEmpty()) {
      throw new InputException(
          "%s: %s no image; put some into it or remove the folder"
              .formatted(
                  classes.get(empty.getFirst()),
                  Files.isSymbolicLink(classes.get(empty.getFirst()))
                      ? "a symbolic link to a folder, which is not followed, so this class has"
                      : empty.size() == 1
                          ? "this class has"
                          : "this class and " + (empty.size() - 1) + " more have"));
    }
    classes.keySet().forEach(name -> walk.add(walks.get(name)));
  }

  /** Two folders that hold the same folders are halves under other names than ours. */
  private static void requireNoSets(
      Path folder, Map<String, Path> classes, Map<String, FolderWalk> walks) {
    if (classes.size() < 2) {
      return;
    }
    List<NavigableSet<String>> inner =
        classes.entrySet().stream()
            .map(each -> walks.get(each.getKey()).foldersIn(each.getValue()))
            .toList();
    NavigableSet<String> first = inner.getFirst();
    if (first.size() > 1 && inner.stream().allMatch(first::equals)) {
      throw new InputException(
          "%s: %s hold the same folders, %s ...: call them train and test if they are halves"
              .formatted(folder, String.join(" and ", classes.keySet()), first.first()));
    }
  }

  private static List<Path> folders(Path folder) {
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .filter(child -> !FolderWalk.isIgnored(child.getFileName().toString()))
          .filter(Files::isDirectory)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw FolderWalk.unlistable(folder, e);
    }
  }
}
