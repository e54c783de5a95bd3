package anchorbench.output;

import anchorbench.InputException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Files that exist whole or not at all: written under another name in the same folder, then moved.
 */
public final class OutputFile {
  /** Writes the contents. */
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private OutputFile() {}

  /**
   * Writes a file, making its folder if need be.
   *
   * @throws InputException if that cannot be done; what was at {@code target} is then still there
   */
  public static void write(Path target, Content content) {
    Path folder = target.toAbsolutePath().getParent();
    createFolder(folder);
    if (Files.isDirectory(target)) {
      throw new InputException(target + ": is a folder; expected the name of a file to write");
    }
    // Several threads of several processes may write one file, and the last of them stands.
    String writer = ProcessHandle.current().pid() + "-" + Thread.currentThread().threadId();
    Path part = folder.resolve("." + target.getFileName() + "." + writer);
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 20)) {
        content.writeTo(out);
      }
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new InputException("cannot write " + target + ": " + reason(e), e);
    } finally {
      deleteQuietly(part);
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
