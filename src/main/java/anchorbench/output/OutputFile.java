package anchorbench.output;

import anchorbench.InputException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * Files that exist whole or not at all: written under another name in the same folder, then moved.
 */
public final class OutputFile {
  /** Writes the contents. */
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Fills a file at any place, and says what it is to be called. */
  public interface RandomContent {
    Path writeTo(FileChannel file) throws IOException;
  }

  /**
   * A folder that we chose and not the user.
   *
   * @param what it is and what moves it, for messages
   */
  public record OwnFolder(Path path, String what) {}

  private static final int BUFFER = 1 << 20;
  private static final long MEGABYTE = 1_000_000;

  /** As many as Linux follows. */
  private static final int MOST_LINKS = 40;

  private OutputFile() {}

  /**
   * Writes a file, making its folder if need be.
   *
   * @param target a symbolic link is followed; a device or a pipe is written to as it is
   * @throws InputException if that cannot be done; what was at {@code target} is then still there
   */
  public static void write(Path target, Content content) {
    write(target, 0, content);
  }

  /**
   * The same for a file whose size is known.
   *
   * @throws InputException also if there is no room for it, before anything is written
   */
  public static void write(Path target, long bytes, Content content) {
    try {
      if (isOpenElsewhere(target)) {
        stream(target, content);
        return;
      }
      Path real = followed(target);
      Path folder = real.getParent();
      createFolder(folder);
      if (Files.isDirectory(real)) {
        throw new InputException(target + ": is a folder; expected the name of a file to write");
      }
      Leftovers.delete(real);
      requireRoom(target, folder, bytes);
      replace(real, content);
    } catch (IOException e) {
      throw new InputException("cannot write " + target + ": " + reason(e), e);
    }
  }

  /**
   * Writes a file whose name is known when it has been written.
   *
   * @param name of the unfinished file
   * @param bytes about as many as it will have
   * @throws InputException if that cannot be done; the folder has no new file then
   */
  public static void writeRandomly(OwnFolder own, String name, long bytes, RandomContent content) {
    Path folder = own.path;
    Path target = folder.resolve(name);
    try {
      Files.createDirectories(folder);
      Leftovers.deleteAll(folder);
      long room = folder.toFile().getUsableSpace();
      if (room > 0 && room < bytes) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%,d MB are needed and %,d MB are free there",
                Math.ceilDiv(bytes, MEGABYTE),
                room / MEGABYTE));
      }
      Path part = Leftovers.partOf(target);
      try {
        Path finished;
        try (FileChannel file =
            FileChannel.open(
                part,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
          finished = content.writeTo(file);
        }
        Files.move(part, finished, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        deleteQuietly(part);
      }
    } catch (IOException e) {
      throw new InputException(
          "cannot write into %s, %s: %s".formatted(folder, own.what, reason(e)), e);
    }
  }

  /** A device, a pipe, or what a shell has opened for us: {@code /dev/stdout}. */
  private static boolean isOpenElsewhere(Path target) {
    if (!Files.exists(target) || Files.isDirectory(target)) {
      return false;
    }
    Path at = target.toAbsolutePath();
    return !Files.isRegularFile(target) || at.startsWith("/dev") || at.startsWith("/proc");
  }

  /** Where a link leads, even to nothing yet; absolute. */
  private static Path followed(Path target) throws IOException {
    Path followed = target.toAbsolutePath();
    for (int links = 0; Files.isSymbolicLink(followed); links++) {
      if (links == MOST_LINKS) {
        throw new InputException(target + ": a loop of symbolic links");
      }
      followed = followed.resolveSibling(Files.readSymbolicLink(followed));
    }
    return followed;
  }

  private static void stream(Path file, Content content) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER)) {
      content.writeTo(out);
    }
  }

  private static void replace(Path target, Content content) throws IOException {
    Path part = Leftovers.partOf(target);
    try {
      stream(part, content);
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      deleteQuietly(part);
    }
  }

  private static void requireRoom(Path target, Path folder, long bytes) {
    // 0 where the system does not say.
    long room = folder.toFile().getUsableSpace();
    if (room > 0 && room < bytes) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "cannot write %s: %,d MB are needed and %,d MB are free there; free some, or name"
                  + " another place",
              target,
              Math.ceilDiv(bytes, MEGABYTE),
              room / MEGABYTE));
    }
  }

  /**
   * Makes a folder and those above it.
   *
   * @throws InputException if that cannot be done
   */
  public static void createFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new InputException("cannot make the folder " + folder + ": " + reason(e), e);
    }
  }

  private static void deleteQuietly(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      // The message about what went wrong before is the one to be read.
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "permission denied";
      case NoSuchFileException missing -> "no such folder";
      case FileAlreadyExistsException exists -> exists.getFile() + " is not a folder";
      default -> String.valueOf(e.getMessage());
    };
  }
}
