package anchorbench.engine.cuda;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Where CUDA's libraries may lie, in the order in which they are looked for: the folders of a
 * system property, the redist jar on the class path, Python wheels, the loader's own search, {@code
 * CUDA_HOME} and {@code CUDA_PATH}, {@code /usr/local/cuda*}.
 */
final class LibraryPlaces {
  /** Folders to look in first, separated as in a class path. */
  static final String PATH = "anchorbench.cuda.path";

  private static final List<String> IN_TOOLKIT =
      List.of("lib64", "lib", "targets/x86_64-linux/lib", "targets/sbsa-linux/lib");

  /** Where a box keeps the virtual environment of its PyTorch, activated or not. */
  private static final List<String> USUAL_ENVIRONMENTS =
      List.of("~/venv", "~/.venv", "~/.local", "/opt/venv", "/opt/conda", "/usr/local", "/usr");

  /** A folder, or null for the loader's own search. */
  record Place(Path folder) {
    String library(String name) {
      return folder == null ? name : folder.resolve(name).toString();
    }

    boolean mayHold(String name) {
      return folder == null || Files.exists(folder.resolve(name));
    }
  }

  private LibraryPlaces() {}

  /** These folders alone. */
  static List<Place> of(List<Path> folders) {
    return folders.stream().map(Place::new).toList();
  }

  static List<Place> standard() throws CudaAbsent {
    Set<Path> folders = new LinkedHashSet<>();
    for (String folder : System.getProperty(PATH, "").split(File.pathSeparator, -1)) {
      add(folders, folder);
    }
    Path unpacked = RedistJar.unpacked();
    if (unpacked != null) {
      folders.add(unpacked);
    }
    folders.addAll(inPython(pythonRoots()));
    List<Place> places = new ArrayList<>(of(List.copyOf(folders)));
    places.add(new Place(null));
    Set<Path> toolkits = new LinkedHashSet<>();
    for (String variable : List.of("CUDA_HOME", "CUDA_PATH")) {
      addToolkit(toolkits, System.getenv(variable));
    }
    for (Path toolkit : matching(Path.of("/usr/local"), "cuda*")) {
      addToolkit(toolkits, toolkit.toString());
    }
    places.addAll(of(List.copyOf(toolkits)));
    return places;
  }

  private static List<String> pythonRoots() {
    List<String> roots = new ArrayList<>();
    roots.add(System.getenv("VIRTUAL_ENV"));
    roots.add(System.getenv("CONDA_PREFIX"));
    roots.add(PythonPrefix.ofThisMachine());
    for (Path product : matching(Path.of("/opt"), "*")) {
      roots.add(product.resolve(".venv").toString());
    }
    String home = System.getProperty("user.home");
    USUAL_ENVIRONMENTS.forEach(root -> roots.add(root.replaceFirst("^~", home)));
    return roots;
  }

  /**
   * The library folders of NVIDIA's wheels: {@code nvidia/cu13/lib}, and one for each library
   * before CUDA 13, {@code nvidia/cublas/lib}.
   *
   * @param roots of Python installations; null and blank ones are left out
   */
  static Set<Path> inPython(List<String> roots) {
    Set<Path> folders = new LinkedHashSet<>();
    for (String root : roots) {
      if (root == null || root.isBlank()) {
        continue;
      }
      for (String lib : List.of("lib", "lib64")) {
        for (Path python : matching(Path.of(root, lib), "python3*")) {
          for (String packages : List.of("site-packages", "dist-packages")) {
            for (Path wheel : matching(python.resolve(packages).resolve("nvidia"), "*")) {
              add(folders, wheel.resolve("lib").toString());
            }
          }
        }
      }
    }
    return folders;
  }

  private static void addToolkit(Set<Path> folders, String root) {
    if (root != null && !root.isBlank()) {
      IN_TOOLKIT.forEach(inside -> add(folders, Path.of(root, inside).toString()));
    }
  }

  private static void add(Set<Path> folders, String folder) {
    if (!folder.isBlank() && Files.isDirectory(Path.of(folder))) {
      folders.add(Path.of(folder));
    }
  }

  /** For a message. */
  static String text(List<Place> places) {
    return places.stream()
        .map(place -> place.folder() == null ? "the loader's folders" : place.folder().toString())
        .collect(Collectors.joining(", "));
  }

  /** In descending order of names: the newest version first. */
  static List<Path> matching(Path folder, String pattern) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, pattern)) {
      TreeSet<Path> sorted = new TreeSet<>();
      found.forEach(sorted::add);
      return Arrays.asList(sorted.descendingSet().toArray(Path[]::new));
    } catch (IOException e) {
      return List.of();
    }
  }
}
