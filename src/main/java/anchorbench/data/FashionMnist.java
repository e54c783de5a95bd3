package anchorbench.data;

import anchorbench.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Fashion-MNIST (Xiao, Rasul and Vollgraf 2017): the four published files, told by their SHA-256.
 */
public final class FashionMnist {
  public static final String NAME = "fashion-mnist";

  public static final List<String> CLASS_NAMES =
      List.of(
          "T-shirt/top",
          "Trouser",
          "Pullover",
          "Dress",
          "Coat",
          "Sandal",
          "Shirt",
          "Sneaker",
          "Bag",
          "Ankle boot");

  /** A published file. */
  public record Published(String name, String sha256) {}

  public static final List<Published> FILES =
      List.of(
          new Published(
              "train-images-idx3-ubyte.gz",
              "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
          new Published(
              "train-labels-idx1-ubyte.gz",
              "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
          new Published(
              "t10k-images-idx3-ubyte.gz",
              "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
          new Published(
              "t10k-labels-idx1-ubyte.gz",
              "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"));

  private FashionMnist() {}

  /**
   * Reads a folder that must hold the published files.
   *
   * @throws InputException if a file is missing or its checksum is another
   */
  public static DataSet read(Path folder) {
    List<String> found = checksums(new IdxFolder(folder).files());
    for (int i = 0; i < FILES.size(); i++) {
      requireChecksum(folder.resolve(FILES.get(i).name()), found.get(i), FILES.get(i));
    }
    return new IdxFolder(folder).read(NAME, Checksum.ofAll(found), CLASS_NAMES);
  }

  /** Reads any IDX folder; Fashion-MNIST is recognised by its checksums. */
  public static DataSet readAny(Path folder) {
    IdxFolder idx = new IdxFolder(folder);
    List<String> found = checksums(idx.files());
    boolean published = found.equals(FILES.stream().map(Published::sha256).toList());
    String name = published ? NAME : "idx:" + folder.toAbsolutePath().normalize().getFileName();
    return idx.read(name, Checksum.ofAll(found), published ? CLASS_NAMES : List.of());
  }

  static void requireChecksum(Path file, String found, Published expected) {
    if (!found.equals(expected.sha256())) {
      throw new InputException(
          "%s: SHA-256 %s; expected %s - delete it and fetch it again (or use --data FOLDER for"
                  .formatted(file, found, expected.sha256())
              + " another IDX set)");
    }
  }

  private static List<String> checksums(List<Path> files) {
    List<String> checksums = new ArrayList<>();
    for (Path file : files) {
      try {
        checksums.add(Checksum.of(file));
      } catch (IOException e) {
        throw new InputException(file + ": cannot be read: " + e.getMessage(), e);
      }
    }
    return checksums;
  }
}
