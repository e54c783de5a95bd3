package anchorbench.source;

import anchorbench.data.Split;
import java.nio.file.Path;

/**
 * An image file that a folder or a list names.
 *
 * @param file where it lies
 * @param name the same below the folder or list, with slashes
 * @param className class it belongs to
 * @param split half it belongs to; null where its content decides
 * @param bytes size of the file
 * @param modified when it was changed last, nanoseconds since 1970
 * @param problem why it is not to be read; null for most
 */
record ListedImage(
    Path file,
    String name,
    String className,
    Split split,
    long bytes,
    long modified,
    String problem) {
  ListedImage in(Split half) {
    return new ListedImage(file, name, className, half, bytes, modified, problem);
  }
}
