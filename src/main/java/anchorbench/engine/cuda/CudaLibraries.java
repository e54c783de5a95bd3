package anchorbench.engine.cuda;

import anchorbench.engine.cuda.driver.DynamicLibrary;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * Finds NVRTC and cuBLASLt, of one major version and not above the driver's. In this order: the
 * folders of a system property, the redist jar on the class path, Python wheels, the loader's own
 * search, {@code CUDA_HOME} and {@code CUDA_PATH}, {@code /usr/local/cuda*}.
 */
final class CudaLibraries {
  /** Folders to look in first, separated as in a class path. */
  static final String PATH = "anchorbench.cuda.path";

  private static final List<Integer> MAJORS = List.of(13, 12);
  private static final List<String> IN_TOOLKIT =
      List.of("lib64", "lib", "targets/x86_64-linux/lib");

  /** Where wheels put them, below a folder of Python packages. */
  private static final List<String> IN_PACKAGES =
      List.of("nvidia/cu13/lib", "nvidia/cuda_nvrtc/lib", "nvidia/cublas/lib");

  /** The two libraries. */
  record Found(DynamicLibrary nvrtc, DynamicLibrary cublasLt) {}

  /** A folder, or null for the loader's own search. */
  private record Place(Path folder) {
    String library(String name) {
      return folder == null ? name : folder.resolve(name).toString();
    }

    boolean mayHold(String name) {
      return folder == null || Files.exists(folder.resolve(name));
    }
  }

  private final List<Place> places;
  private final List<String> failures = new ArrayList<>();

  private CudaLibraries(List<Place> places) {
    this.places = places;
  }

  /**
   * @param driverMajor newest CUDA that the driver runs
   * @throws CudaAbsent naming what is missing and where it was looked for
   */
  static Found find(int driverMajor) throws CudaAbsent {
    return new CudaLibraries(standardPlaces()).search(driverMajor);
  }

  /** As {@link #find}, in these folders alone. */
  static Found findIn(List<Path> folders, int driverMajor) throws CudaAbsent {
    return new CudaLibraries(folders.stream().map(Place::new).toList()).search(driverMajor);
  }

  private Found search(int driverMajor) throws CudaAbsent {
    for (Place place : places) {
      for (int major : MAJORS) {
        if (major > driverMajor) {
          continue;
        }
        DynamicLibrary nvrtc = open(place, "libnvrtc.so." + major);
        if (nvrtc == null) {
          continue;
        }
        for (Place other : beginningWith(place)) {
          DynamicLibrary cublasLt = open(other, "libcublasLt.so." + major);
          if (cublasLt != null) {
            return new Found(nvrtc, cublasLt);
          }
        }
        failures.add("no libcublasLt.so." + major + " for " + nvrtc.path());
      }
    }
    throw new CudaAbsent(
        ("no CUDA toolkit libraries: libnvrtc.so and libcublasLt.so of CUDA %s not found%s. Cure:"
                + " pip install nvidia-cuda-nvrtc-cu12 nvidia-cublas-cu12, or build with"
                + " -Pcuda-redist, or name their folders with -D%s=...")
            .formatted(
                driverMajor >= 13 ? "12 or 13" : "12",
                failures.isEmpty() ? "" : " (" + String.join("; ", failures) + ")",
                PATH));
  }

  private List<Place> beginningWith(Place first) {
    List<Place> ordered = new ArrayList<>(List.of(first));
    ordered.addAll(places);
    return ordered;
  }

  private DynamicLibrary open(Place place, String name) {
    if (!place.mayHold(name)) {
      return null;
    }
    try {
      openBuiltins(place, name);
      return DynamicLibrary.open(place.library(name));
    } catch (DynamicLibrary.NotLoaded e) {
      if (place.folder() != null) {
        failures.add(e.getMessage());
      }
      return null;
    }
  }

  /** NVRTC opens its builtins by bare name, which only works once they are loaded. */
  private static void openBuiltins(Place place, String name) throws DynamicLibrary.NotLoaded {
    if (place.folder() == null || !name.startsWith("libnvrtc")) {
      return;
    }
    for (Path builtins : matching(place.folder(), "libnvrtc-builtins.so.*")) {
      DynamicLibrary.open(builtins.toString());
    }
  }

  private static List<Place> standardPlaces() throws CudaAbsent {
    List<Place> places = new ArrayList<>();
    for (String folder : System.getProperty(PATH, "").split(java.io.File.pathSeparator, -1)) {
      add(places, folder);
    }
    Path unpacked = RedistJar.unpacked();
    if (unpacked != null) {
      places.add(new Place(unpacked));
    }
    for (Path packages : pythonPackages()) {
      IN_PACKAGES.forEach(inside -> add(places, packages.resolve(inside).toString()));
    }
    places.add(new Place(null));
    for (String variable : List.of("CUDA_HOME", "CUDA_PATH")) {
      addToolkit(places, System.getenv(variable));
    }
    for (Path toolkit : matching(Path.of("/usr/local"), "cuda*")) {
      addToolkit(places, toolkit.toString());
    }
    return places;
  }

  private static void addToolkit(List<Place> places, String root) {
    if (root != null && !root.isBlank()) {
      IN_TOOLKIT.forEach(inside -> add(places, Path.of(root, inside).toString()));
    }
  }

  private static void add(List<Place> places, String folder) {
    if (!folder.isBlank() && Files.isDirectory(Path.of(folder))) {
      places.add(new Place(Path.of(folder)));
    }
  }

  private static List<Path> pythonPackages() {
    List<Path> packages = new ArrayList<>();
    List<String> roots = new ArrayList<>();
    roots.add(System.getenv("VIRTUAL_ENV"));
    roots.add(System.getenv("CONDA_PREFIX"));
    roots.add(Path.of(System.getProperty("user.home"), ".local").toString());
    roots.addAll(List.of("/usr/local", "/usr", "/opt/conda"));
    for (String root : roots) {
      if (root != null && !root.isBlank()) {
        for (Path python : matching(Path.of(root, "lib"), "python3*")) {
          packages.add(python.resolve("site-packages"));
          packages.add(python.resolve("dist-packages"));
        }
      }
    }
    return packages;
  }

  /** Newest version first. */
  private static List<Path> matching(Path folder, String pattern) {
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
