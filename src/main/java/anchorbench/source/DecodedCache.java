package anchorbench.source;

import anchorbench.InputException;
import anchorbench.data.Findings;
import anchorbench.data.ImageSet;
import anchorbench.output.Json;
import anchorbench.output.OutputFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Decoded images in the user's cache. {@code CONTENT.images} holds pixels and labels and is called
 * by their checksum; {@code LISTING.json} says for one listing of files which of them it is, with
 * class names and findings. So a folder that was copied is decoded again, but kept once.
 *
 * @param folder which may not exist yet
 */
record DecodedCache(Path folder) {
  /** What is known of a listing. */
  record Entry(String sha256, List<String> classNames, Findings findings) {
    Entry {
      classNames = classNames == null ? List.of() : List.copyOf(classNames);
    }
  }

  /** Fills a file. */
  interface Content {
    Entry writeTo(FileChannel file) throws IOException;
  }

  /** Loads JSON's library, a third of a second, on a processor that listing files leaves idle. */
  static void prepare() {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              DecodedFile.prepare();
              Json.read("nothing", "{}".getBytes(StandardCharsets.UTF_8), Entry.class);
            });
  }

  /** Null if the listing was never decoded, or what was written then is no longer whole. */
  Entry find(String key) {
    Path index = index(key);
    if (!Files.exists(index)) {
      return null;
    }
    try {
      Entry entry = Json.read(index, Entry.class);
      if (entry.sha256 == null || entry.findings == null || entry.classNames.isEmpty()) {
        return null;
      }
      try (FileChannel file = FileChannel.open(pixels(entry), StandardOpenOption.READ)) {
        DecodedFile found = DecodedFile.read(file);
        return found != null && found.sha256().equals(entry.sha256) ? entry : null;
      }
    } catch (InputException | IOException e) {
      // Whatever is wrong with it, decoding again mends it.
      return null;
    }
  }

  /** Both halves. */
  List<ImageSet> open(Entry entry) {
    Path path = pixels(entry);
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      DecodedFile found = DecodedFile.read(file);
      if (found == null) {
        throw new InputException(path + ": is not whole; remove it");
      }
      return found.open(file, entry.classNames);
    } catch (IOException e) {
      throw new InputException(path + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Writes what a listing decodes to; all of it or nothing.
   *
   * @param bytes about as many as it will have
   * @throws InputException if the folder cannot be written to or has no room for it
   */
  Entry write(String key, long bytes, Content content) {
    Entry[] made = new Entry[1];
    OutputFile.writeRandomly(
        new OutputFile.OwnFolder(folder, "the cache of decoded images, which XDG_CACHE_HOME moves"),
        key,
        bytes,
        file -> {
          made[0] = content.writeTo(file);
          return pixels(made[0]);
        });
    Json.write(index(key), made[0]);
    return made[0];
  }

  private Path pixels(Entry entry) {
    return folder.resolve(entry.sha256 + ".images");
  }

  private Path index(String key) {
    return folder.resolve(key + ".json");
  }
}
