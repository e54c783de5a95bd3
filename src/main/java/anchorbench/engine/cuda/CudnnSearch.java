package anchorbench.engine.cuda;

import anchorbench.engine.cuda.LibraryPlaces.Place;
import anchorbench.engine.cuda.driver.CublasLt;
import anchorbench.engine.cuda.driver.Cudnn;
import anchorbench.engine.cuda.driver.DynamicLibrary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks for cuDNN, which need not be there: what it does is done by products of matrices otherwise.
 *
 * <p>{@code libcudnn.so.9} is a small library that opens the parts that do the work by their names:
 * from its own folder, which its RPATH names, or where the loader finds them. Two things follow.
 * Without its parts it ends the process at the first call, so they are opened before. And the first
 * one that opens decides: a second one of the same process would be given the parts of the first.
 */
final class CudnnSearch {
  /** {@link #PRODUCTS} to do without cuDNN, {@link #PATCHES} without a {@link FirstStage} too. */
  static final String CONVOLUTIONS = "anchorbench.cuda.convolutions";

  static final String PRODUCTS = "products";
  static final String PATCHES = "patches";

  private static final String NAME = "libcudnn.so.";
  private static final String LIBRARY = NAME + Cudnn.MAJOR;

  /** What convolutions need of it; {@code graph} opens its heuristic and its engines itself. */
  private static final List<String> PARTS = List.of("graph", "ops", "cnn");

  /** Where the loader looks without having been told to. */
  private static final List<String> LOADERS_FOLDERS =
      List.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64");

  /** What was found. */
  sealed interface Answer {}

  /** A cuDNN that fits. */
  record Found(DynamicLibrary library) implements Answer {}

  /**
   * None.
   *
   * @param reason in one sentence or two, with the cure
   */
  record Absent(String reason) implements Answer {}

  private final List<Place> places;
  private final int cudaMajor;
  private final List<String> failures = new ArrayList<>();

  private CudnnSearch(List<Place> places, int cudaMajor) {
    this.places = places;
    this.cudaMajor = cudaMajor;
  }

  /**
   * For the CUDA of this cuBLASLt: see {@link #flaw}.
   *
   * @param cublasLt opened before
   */
  static Answer find(DynamicLibrary cublasLt) {
    String wanted = System.getProperty(CONVOLUTIONS);
    if (wanted != null) {
      return new Absent(
          wanted.equals(PRODUCTS) || wanted.equals(PATCHES)
              ? "-D%s=%s asks for convolutions without cuDNN".formatted(CONVOLUTIONS, wanted)
              : "-D%s=%s is unknown. Cure: leave it out, or do without cuDNN with %s or %s"
                  .formatted(CONVOLUTIONS, wanted, PRODUCTS, PATCHES));
    }
    String version = CublasLt.versionOf(cublasLt);
    int cudaMajor = Integer.parseInt(version.substring(0, version.indexOf('.')));
    try {
      return new CudnnSearch(LibraryPlaces.standard(), cudaMajor).search();
    } catch (CudaAbsent e) {
      return new Absent(e.getMessage());
    }
  }

  /** As {@link #find}, in these folders alone and whatever the property says. */
  static Answer findIn(List<Path> folders, int cudaMajor) {
    return new CudnnSearch(LibraryPlaces.of(folders), cudaMajor).search();
  }

  private Answer search() {
    for (Place place : places) {
      noteOtherVersions(place);
      if (!place.mayHold(LIBRARY)) {
        continue;
      }
      DynamicLibrary library;
      try {
        library = DynamicLibrary.open(place.library(LIBRARY));
      } catch (DynamicLibrary.NotLoaded e) {
        // The loader's own search ends like this where there is nothing to find.
        if (!e.getMessage().startsWith(LIBRARY + ": cannot open shared object file")) {
          failures.add(e.getMessage());
        }
        continue;
      }
      String flaw = flaw(library, place);
      return flaw == null ? new Found(library) : absent(flaw);
    }
    return absent(
        "%s not found in %s%s"
            .formatted(
                LIBRARY,
                LibraryPlaces.text(places),
                failures.isEmpty() ? "" : " (" + String.join("; ", failures) + ")"));
  }

  private Absent absent(String why) {
    return new Absent(
        "no cuDNN %s for CUDA %s: %s. Cure: pip install nvidia-cudnn-cu%s, or name its folder with -D%s=..."
            .formatted(Cudnn.MAJOR, cudaMajor, why, cudaMajor, LibraryPlaces.PATH));
  }

  /** Files of other major versions, so that somebody who sees a cuDNN is told why it is none. */
  private void noteOtherVersions(Place place) {
    List<Path> folders =
        place.folder() == null
            ? LOADERS_FOLDERS.stream().map(Path::of).toList()
            : List.of(place.folder());
    for (Path folder : folders) {
      LibraryPlaces.matching(folder, NAME + "*").stream()
          .filter(file -> !isOurs(file.getFileName().toString()))
          .findFirst()
          .ifPresent(file -> failures.add(file + ", but cuDNN " + Cudnn.MAJOR + " is needed"));
    }
  }

  private static boolean isOurs(String name) {
    return name.equals(LIBRARY) || name.startsWith(LIBRARY + ".");
  }

  /**
   * Why an opened library cannot be used, or null. It must be for the CUDA of cuBLASLt: the two
   * then share cuBLASLt and NVRTC, which the loader gives to cuDNN by their names because they are
   * open already. One for another CUDA would open a second pair, of which no record would tell, and
   * that might not be there.
   */
  private String flaw(DynamicLibrary library, Place place) {
    try {
      openParts(library, place);
      String version = Cudnn.versionOf(library);
      if (!version.startsWith(Cudnn.MAJOR + ".")) {
        return library.path() + " is cuDNN " + version;
      }
      int builtFor = Cudnn.cudaMajorOf(library);
      return builtFor == cudaMajor
          ? null
          : "%s, version %s, is for CUDA %s".formatted(library.path(), version, builtFor);
    } catch (DynamicLibrary.NotLoaded e) {
      return "%s is not complete (%s)".formatted(library.path(), e.getMessage());
    } catch (UnsatisfiedLinkError e) {
      return e.getMessage();
    }
  }

  /** From the library's own folder; from elsewhere only if the loader chose the library too. */
  private static void openParts(DynamicLibrary library, Place place)
      throws DynamicLibrary.NotLoaded {
    for (String part : PARTS) {
      String name = "libcudnn_" + part + ".so." + Cudnn.MAJOR;
      Path beside = Path.of(library.path()).resolveSibling(name);
      boolean byName = place.folder() == null && !Files.exists(beside);
      DynamicLibrary.open(byName ? name : beside.toString());
    }
  }
}
