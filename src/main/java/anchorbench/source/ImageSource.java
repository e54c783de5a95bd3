package anchorbench.source;

import anchorbench.InputException;
import anchorbench.data.DataSet;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** What a person named with {@code --data}: finds out what it is and has it read. */
final class ImageSource {
  private static final String EXPECTED =
      "expected a folder with a folder per class, a CSV list, an .npz file, or a folder of IDX or"
          + " CIFAR files";

  private ImageSource() {}

  /**
   * @param cache where decoded images are kept
   * @param log gets what was found, a line each
   * @throws InputException if it is nothing that is read
   */
  static DataSet read(String named, ReadOptions options, DecodedCache cache, Consumer<String> log) {
    Path place = path(named);
    if (Files.isRegularFile(place)) {
      return ofFile(place, options, cache, log);
    }
    if (Files.isDirectory(place)) {
      return ofFolder(place, options, cache, log);
    }
    // Perhaps FOLDER/SET, for one of several IDX sets in a folder.
    if (IdxFiles.isSet(place)) {
      return IdxFolder.read(place, options, log);
    }
    throw new InputException(place + ": no such folder or file; " + EXPECTED);
  }

  private static Path path(String named) {
    try {
      return Path.of(named);
    } catch (InvalidPathException e) {
      throw new InputException("--data '" + named + "': no path; " + EXPECTED, e);
    }
  }

  private static DataSet ofFile(
      Path file, ReadOptions options, DecodedCache cache, Consumer<String> log) {
    if (file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".npz")) {
      return KerasNpzReader.read(file, options, log);
    }
    if (ImageList.isOne(file)) {
      Listing list = ImageList.read(file, options.testShare() != null);
      return ImageFiles.read(list, options, cache, log);
    }
    throw new InputException(file + ": no file that is read; " + EXPECTED);
  }

  private static DataSet ofFolder(
      Path folder, ReadOptions options, DecodedCache cache, Consumer<String> log) {
    if (IdxFiles.areIn(folder)) {
      return IdxFolder.read(folder, options, log);
    }
    if (CifarBinary.isIn(folder)) {
      return CifarBinary.read(folder, options, log);
    }
    if (CifarBinary.isPickledIn(folder)) {
      throw CifarBinary.pickled(folder);
    }
    List<Path> lists = ImageList.in(folder);
    if (ClassFolders.isPossible(folder, lists.isEmpty() ? 1 : 2)) {
      Listing listing = ClassFolders.list(folder, options.testShare() != null);
      return ImageFiles.read(listing, options, cache, log);
    }
    if (!lists.isEmpty()) {
      throw new InputException(
          folder
              + ": has no folders of two classes, but a list; name that: --data "
              + lists.getFirst());
    }
    throw new InputException(folder + ": no images there in a form that is read; " + EXPECTED);
  }
}
