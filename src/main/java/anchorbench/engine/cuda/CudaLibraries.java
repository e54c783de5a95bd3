package anchorbench.engine.cuda;

import anchorbench.engine.cuda.LibraryPlaces.Place;
import anchorbench.engine.cuda.driver.DynamicLibrary;
import anchorbench.machine.LibraryFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens NVRTC and cuBLASLt, of one major version and not above the driver's, from the first of the
 * {@link LibraryPlaces} that has them.
 */
final class CudaLibraries {
  private static final List<Integer> MAJORS = List.of(13, 12);

  /** The two libraries. */
  record Found(DynamicLibrary nvrtc, DynamicLibrary cublasLt) {}

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
    return new CudaLibraries(LibraryPlaces.standard()).search(driverMajor);
  }

  /** As {@link #find}, in these folders alone. */
  static Found findIn(List<Path> folders, int driverMajor) throws CudaAbsent {
    return new CudaLibraries(LibraryPlaces.of(folders)).search(driverMajor);
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
        ("no CUDA toolkit libraries: libnvrtc.so and libcublasLt.so of CUDA %s not found in %s%s."
                + " Cure: %s, or name their folders with -D%s=...")
            .formatted(
                driverMajor >= 13 ? "12 or 13" : "12",
                LibraryPlaces.text(places),
                failures.isEmpty() ? "" : " (" + String.join("; ", failures) + ")",
                cure(),
                LibraryPlaces.PATH));
  }

  private String cure() {
    return failures.stream().anyMatch(LibraryFolder::isNotExecutable)
        ? "XDG_CACHE_HOME=FOLDER with one that is not mounted noexec"
        : "pip install nvidia-cuda-nvrtc-cu12 nvidia-cublas-cu12, or build with -Pcuda-redist";
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
    for (Path builtins : LibraryPlaces.matching(place.folder(), "libnvrtc-builtins.so.*")) {
      DynamicLibrary.open(builtins.toString());
    }
  }
}
