package anchorbench.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Parts of files as memory, which the system reads when they are used and forgets when it must. */
public final class FileMemory {
  /** The smallest page there is; larger ones end no earlier. */
  private static final long PAGE = 4096;

  /** Advice to madvise(2). */
  private static final int RANDOM = 1;

  private static final int SEQUENTIAL = 2;

  private FileMemory() {}

  /**
   * Says that parts of a mapping will be read here and there: else the system reads on behind each
   * of them, on some machines by megabytes, and pushes out of memory what will be wanted next.
   */
  public static void expectRandomReads(MemorySegment mapped) {
    advise(mapped, RANDOM);
  }

  /** Says that a mapping will be read from its beginning to its end. */
  public static void expectOneScan(MemorySegment mapped) {
    advise(mapped, SEQUENTIAL);
  }

  private static void advise(MemorySegment mapped, int advice) {
    if (HugePages.areOffered()) {
      long begin = mapped.address() / PAGE * PAGE;
      MemoryPages.advise(begin, mapped.address() + mapped.byteSize() - begin, advice);
    }
  }

  /**
   * A file from an offset to its end, and {@link NativeMemory#PADDING} bytes more.
   *
   * @return empty if the file ends so close to the end of a page that these bytes would lie behind
   *     it, where reading is a fault; before it they are zeros
   */
  public static Optional<MemorySegment> mapToEnd(Path file, long offset) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      long inLastPage = size % PAGE;
      if (inLastPage == 0 || inLastPage > PAGE - NativeMemory.PADDING) {
        return Optional.empty();
      }
      MemorySegment all = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, Arena.ofAuto());
      // Keeps the mapping alive, as a slice of it would.
      MemorySegment padded = all.reinterpret(size + NativeMemory.PADDING);
      return Optional.of(padded.asSlice(offset));
    }
  }
}
