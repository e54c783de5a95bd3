package anchorbench.source;

import anchorbench.InputException;
import anchorbench.data.Shape;
import anchorbench.memory.FileMemory;
import anchorbench.memory.NativeMemory;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * IDX files of unsigned bytes, plain or gzip'd: a big-endian magic number (0, 0, type 8, number of
 * dimensions), the sizes, then the bytes.
 *
 * <p>Every refusal names the file, what was found and what was expected. Sizes are checked against
 * the file's length before anything is allocated.
 */
public final class IdxReader {
  private static final int UNSIGNED_BYTES = 0x08;
  private static final int BLOCK = 1 << 20;

  /** Plain files of this size on are mapped; smaller ones are copied into large pages. */
  private static final long MAPPED_FROM = 1L << 30;

  /** Deflate's: a bit for 258 bytes at best, two of them for each block (RFC 1951). */
  static final int MOST_EXPANSION = 1032;

  /**
   * Grey images.
   *
   * @param pixels uint8 [count, height, width], padded by {@link NativeMemory#PADDING}
   */
  public record Images(MemorySegment pixels, int count, Shape shape) {}

  private IdxReader() {}

  /** Reads a three-dimensional file. */
  public static Images images(Path file) {
    try (Content content = Content.open(file, 3)) {
      int[] sizes = content.sizes;
      Shape shape = shape(file, sizes);
      return new Images(content.pixels(), sizes[0], shape);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static Shape shape(Path file, int[] sizes) {
    try {
      return Shape.grey(sizes[1], sizes[2]);
    } catch (IllegalArgumentException e) {
      throw new InputException(
          file + ": sizes " + Arrays.toString(sizes) + ": an image is too large", e);
    }
  }

  /** Reads a one-dimensional file: int32 [count], 0..255. */
  public static int[] labels(Path file) {
    try (Content content = Content.open(file, 1)) {
      MemorySegment bytes = content.readAll();
      return IntStream.range(0, content.sizes[0])
          .map(i -> Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, i)))
          .toArray();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static InputException unreadable(Path file, IOException e) {
    String why =
        switch (e) {
          case NoSuchFileException missing -> "no such file";
          case EOFException truncated -> "truncated gzip stream";
          case ZipException corrupt -> "corrupt gzip stream (" + corrupt.getMessage() + ")";
          default -> String.valueOf(e.getMessage());
        };
    return new InputException(file + ": " + why, e);
  }

  /** An open file, its header read and found to agree with its length. */
  private static final class Content implements AutoCloseable {
    private final Path file;
    private final InputStream in;
    private final int[] sizes;
    private final long length;

    private Content(Path file, InputStream in, int[] sizes, long length) {
      this.file = file;
      this.in = in;
      this.sizes = sizes;
      this.length = length;
    }

    static Content open(Path file, int dimensions) throws IOException {
      if (Files.isDirectory(file)) {
        throw new InputException(file + ": a folder; expected an IDX file");
      }
      boolean gzip = isGzip(file);
      InputStream raw = Files.newInputStream(file);
      try {
        InputStream in = gzip ? new GZIPInputStream(raw, 1 << 16) : new BufferedInputStream(raw);
        int[] sizes = readHeader(file, in, dimensions);
        long length = contentLength(file, sizes);
        requireLength(file, gzip, 4 + 4L * dimensions + length);
        return new Content(file, in, sizes, length);
      } catch (IOException | RuntimeException e) {
        raw.close();
        throw e;
      }
    }

    private static boolean isGzip(Path file) throws IOException {
      try (InputStream in = Files.newInputStream(file)) {
        return Arrays.equals(in.readNBytes(2), new byte[] {0x1f, (byte) 0x8b});
      }
    }

    private static int[] readHeader(Path file, InputStream in, int dimensions) throws IOException {
      int wanted = UNSIGNED_BYTES << 8 | dimensions;
      byte[] header = in.readNBytes(4 + 4 * dimensions);
      int magic = header.length < 4 ? -1 : ByteBuffer.wrap(header).getInt();
      if (header.length >= 4 && magic != wanted) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "%s: magic number 0x%08x; expected 0x%08x (unsigned bytes, %d dimension%s)",
                file,
                magic,
                wanted,
                dimensions,
                dimensions == 1 ? "" : "s"));
      }
      if (header.length < 4 + 4 * dimensions) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "%s: %d bytes; an IDX header of %d dimensions has %d",
                file,
                header.length,
                dimensions,
                4 + 4 * dimensions));
      }
      int[] sizes = new int[dimensions];
      ByteBuffer.wrap(header, 4, 4 * dimensions).asIntBuffer().get(sizes);
      return sizes;
    }

    private static long contentLength(Path file, int[] sizes) {
      long length = 1;
      for (int size : sizes) {
        if (size <= 0) {
          throw new InputException(
              file + ": sizes " + Arrays.toString(sizes) + "; each must be from 1 to 2^31-1");
        }
        // At most three factors below 2^31: the check below keeps the product far below 2^63.
        if (length > Integer.MAX_VALUE * 16L / size) {
          throw new InputException(
              file + ": sizes " + Arrays.toString(sizes) + " overflow what fits in memory");
        }
        length *= size;
      }
      return length;
    }

    /**
     * Before anything is allocated. What a gzip file unpacks to is known when it has been read; its
     * trailer says the length of its last member alone.
     */
    private static void requireLength(Path file, boolean gzip, long expected) throws IOException {
      long found = Files.size(file);
      if (gzip ? expected / MOST_EXPANSION > found : found != expected) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "%s: %,d bytes%s; its header asks for %,d (truncated or corrupt file?)",
                file,
                found,
                gzip ? " of gzip" : "",
                expected));
      }
    }

    MemorySegment pixels() throws IOException {
      long head = Files.size(file) - length;
      if (length >= MAPPED_FROM && !isGzip(file)) {
        Optional<MemorySegment> mapped = FileMemory.mapToEnd(file, head);
        if (mapped.isPresent()) {
          return mapped.get();
        }
      }
      return readAll();
    }

    MemorySegment readAll() throws IOException {
      MemorySegment bytes = NativeMemory.allocate(length);
      byte[] block = new byte[(int) Math.min(BLOCK, length)];
      long at = 0;
      while (at < length) {
        int read = in.readNBytes(block, 0, (int) Math.min(block.length, length - at));
        if (read == 0) {
          throw new InputException(
              String.format(
                  Locale.ROOT,
                  "%s: ends after %,d bytes of content; its header asks for %,d",
                  file,
                  at,
                  length));
        }
        MemorySegment.copy(block, 0, bytes, ValueLayout.JAVA_BYTE, at, read);
        at += read;
      }
      // Reading on makes GZIPInputStream verify its checksum.
      if (in.read() >= 0) {
        throw new InputException(file + ": holds more than its header asks for");
      }
      return bytes;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
