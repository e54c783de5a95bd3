package anchorbench.source;

import anchorbench.InputException;
import anchorbench.data.ImageSet;
import anchorbench.output.OutputFile;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Properties;

/**
 * Decoded images in the user's cache. {@code CONTENT.images} holds pixels and labels and is called
 * by their checksum; {@code LISTING.properties} says for one listing of files which of them it is,
 * with class names and findings. So a folder that was copied is decoded again, but kept once.
 *
 * @param folder which may not exist yet
 */
record DecodedCache(Path folder) {
  /** Fills a file. */
  interface Content {
    DecodedEntry writeTo(FileChannel file) throws IOException;
  }

  /** Null if the listing was never decoded, or what was written then is no longer whole. */
  DecodedEntry find(String key) {
    try (Reader text = Files.newBufferedReader(index(key))) {
      Properties all = new Properties();
      all.load(text);
      DecodedEntry entry = DecodedEntry.of(all);
      return entry != null && isWhole(entry) ? entry : null;
    } catch (IOException | IllegalArgumentException e) {
      // There is none, or whatever is wrong with it, decoding again mends it.
      return null;
    }
  }

  private boolean isWhole(DecodedEntry entry) throws IOException {
    try (FileChannel file = FileChannel.open(pixels(entry), StandardOpenOption.READ)) {
      DecodedFile found = DecodedFile.read(file);
      return found != null && found.sha256().equals(entry.sha256());
    }
  }

  /** Both halves. */
  List<ImageSet> open(DecodedEntry entry) {
    Path path = pixels(entry);
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      DecodedFile found = DecodedFile.read(file);
      if (found == null) {
        throw new InputException(path + ": is not whole; remove it");
      }
      return found.open(file, entry.classNames());
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
  DecodedEntry write(String key, long bytes, Content content) {
    DecodedEntry[] made = new DecodedEntry[1];
    OutputFile.writeRandomly(
        new OutputFile.OwnFolder(folder, "the cache of decoded images, which XDG_CACHE_HOME moves"),
        key,
        bytes,
        file -> {
          made[0] = content.writeTo(file);
          return pixels(made[0]);
        });
    write(index(key), made[0].properties());
    return made[0];
  }

  private static void write(Path file, Properties properties) {
    StringWriter text = new StringWriter();
    try {
      properties.store(text, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    OutputFile.write(file, out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private Path pixels(DecodedEntry entry) {
    return folder.resolve(entry.sha256() + ".images");
  }

  private Path index(String key) {
    return folder.resolve(key + ".properties");
  }
}
