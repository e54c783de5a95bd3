package anchorbench.output;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import anchorbench.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where files are written to, and what is left of those that were not finished. */
class OutputFileTest {
  private static final byte[] TEXT = {1, 2, 3};

  @TempDir Path folder;

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aSymbolicLinkIsFollowed() throws IOException {
    Path real = Files.createDirectory(folder.resolve("elsewhere")).resolve("file");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("elsewhere", "file"));
    for (int round = 0; round < 2; round++) {
      OutputFile.write(link, out -> out.write(TEXT));
      assertTrue(Files.isSymbolicLink(link));
      assertArrayEquals(TEXT, Files.readAllBytes(real));
    }
    Path circle = Files.createSymbolicLink(folder.resolve("circle"), Path.of("circle"));
    InputException e =
        assertThrows(InputException.class, () -> OutputFile.write(circle, out -> out.write(1)));
    assertTrue(e.getMessage().contains("a loop of symbolic links"), e.getMessage());
  }

  @Test
  void aDeviceIsWrittenToAndStays() throws IOException {
    Path device = Path.of("/dev/null");
    Object before = fileKey(device);
    OutputFile.write(device, out -> out.write(TEXT));
    assertEquals(before, fileKey(device));
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "no /dev/full here");
    before = fileKey(full);
    InputException e =
        assertThrows(InputException.class, () -> OutputFile.write(full, out -> out.write(TEXT)));
    assertTrue(e.getMessage().startsWith("cannot write /dev/full: "), e.getMessage());
    assertEquals(before, fileKey(full));
  }

  /** Device and inode: another one after a file was put in its place. */
  private static Object fileKey(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  @Test
  void whatAKilledWriterLeftIsDeleted() throws IOException, InterruptedException {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    long writing = ProcessHandle.current().pid();
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
    for (String name :
        List.of(
            ".file." + ended.pid() + "-1",
            ".file." + writing + "-1",
            ".other." + ended.pid() + "-1",
            ".file.backup")) {
      Files.setLastModifiedTime(Files.write(folder.resolve(name), TEXT), old);
    }
    // Of another machine perhaps, which writes at this moment.
    Files.write(folder.resolve(".file." + ended.pid() + "-2"), TEXT);
    OutputFile.write(folder.resolve("file"), out -> out.write(TEXT));
    assertEquals(
        Stream.of(
                ".file." + ended.pid() + "-2",
                ".file." + writing + "-1",
                ".file.backup",
                ".other." + ended.pid() + "-1",
                "file")
            .sorted()
            .toList(),
        names());
  }

  @Test
  void aFileThatIsNamedAtTheEndIsWholeOrNotThere() throws IOException, InterruptedException {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    Path part = Files.write(folder.resolve(".other." + ended.pid() + "-1"), TEXT);
    Files.setLastModifiedTime(part, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    OutputFile.OwnFolder own = new OutputFile.OwnFolder(folder, "a cache that can be moved");
    OutputFile.writeRandomly(
        own,
        "unnamed",
        TEXT.length,
        file -> {
          file.write(ByteBuffer.wrap(TEXT), 2);
          return folder.resolve("named");
        });
    // What a killed writer of any file left is gone.
    assertEquals(List.of("named"), names());
    assertEquals(2 + TEXT.length, Files.size(folder.resolve("named")));
    InputException e =
        assertThrows(
            InputException.class,
            () ->
                OutputFile.writeRandomly(
                    own,
                    "unnamed",
                    1,
                    file -> {
                      file.write(ByteBuffer.wrap(TEXT));
                      throw new IOException("no space left");
                    }));
    assertTrue(e.getMessage().endsWith(", a cache that can be moved: no space left"), e.toString());
    assertEquals(List.of("named"), names());
  }

  @Test
  void whatHasNoRoomIsNotBegun() throws IOException {
    Path file = Files.write(folder.resolve("file"), TEXT);
    InputException e =
        assertThrows(
            InputException.class,
            () -> OutputFile.write(file, Long.MAX_VALUE, out -> out.write(new byte[9])));
    assertTrue(e.getMessage().contains("MB are free there; free some"), e.getMessage());
    assertArrayEquals(TEXT, Files.readAllBytes(file));
    assertEquals(List.of("file"), names());
  }
}
