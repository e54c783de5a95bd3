package anchorbench.source;

import anchorbench.data.Checksum;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The image files of a set, before any is opened.
 *
 * @param kind {@code folder} or {@code list}
 * @param place the folder or the list
 * @param notes what was left out and why, a sentence each
 */
record Listing(String kind, Path place, List<ListedImage> images, List<String> notes) {
  private static final int KEY_PART = 4096;

  String name() {
    Path absolute = place.toAbsolutePath().normalize();
    return kind + ":" + (absolute.getFileName() == null ? absolute : absolute.getFileName());
  }

  /**
   * What the decoded images depend on, in hexadecimal: places, sizes and times of all files, and
   * what is to be made of them.
   *
   * @param version of the decoder and of what it writes
   */
  String key(int version, ReadOptions options) {
    MessageDigest digest = Checksum.sha256();
    // Where it lies too: another folder's files may have the same names, sizes and times.
    Path absolute = place.toAbsolutePath().normalize();
    String head = "anchorbench/listing " + version + " " + options + "\n" + absolute + "\n";
    digest.update(head.getBytes(StandardCharsets.UTF_8));
    // Parts at once: it is a sixth of what a second start takes.
    int parts = Math.ceilDiv(images.size(), KEY_PART);
    IntStream.range(0, parts)
        .parallel()
        .mapToObj(
            part ->
                digest(
                    images.subList(
                        part * KEY_PART, Math.min((part + 1) * KEY_PART, images.size()))))
        .forEachOrdered(digest::update);
    return HexFormat.of().formatHex(digest.digest());
  }

  private static byte[] digest(List<ListedImage> images) {
    MessageDigest digest = Checksum.sha256();
    StringBuilder line = new StringBuilder();
    for (ListedImage image : images) {
      line.setLength(0);
      line.append(image.name()).append('\0').append(image.className()).append('\0');
      line.append(image.split()).append('\0').append(image.bytes()).append('\0');
      line.append(image.modified()).append('\0').append(image.problem()).append('\n');
      digest.update(line.toString().getBytes(StandardCharsets.UTF_8));
    }
    return digest.digest();
  }
}
