package anchorbench.data;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A published set, known by its {@linkplain ContentChecksum content} wherever its files lie.
 *
 * @param former checksums of the same content in records of before, which had them of gzip files
 */
public record KnownSet(String name, String checksum, List<String> former, List<String> classNames) {
  private static final List<KnownSet> ALL =
      List.of(
          new KnownSet(
              FashionMnist.NAME,
              FashionMnist.CHECKSUM,
              List.of("ba2e37a64f59ed31e1b1407ccf40ff95278a2d525d06ea8c38f7184d9b82b731"),
              FashionMnist.CLASS_NAMES),
          new KnownSet(
              "mnist",
              "59f5d80c4506ade470ce90aeb50165602f1e71bd9647cdaed3e1617d4297fdb7",
              List.of(),
              IntStream.range(0, 10).mapToObj(String::valueOf).toList()));

  public static Optional<KnownSet> of(String checksum) {
    return ALL.stream().filter(known -> known.checksum.equals(checksum)).findFirst();
  }

  /** Whether two checksums are of the same content, one of them perhaps of an older record. */
  public static boolean isSame(String one, String other) {
    return current(one).equals(current(other));
  }

  private static String current(String checksum) {
    return ALL.stream()
        .filter(known -> known.former.contains(checksum))
        .map(KnownSet::checksum)
        .findFirst()
        .orElse(checksum);
  }
}
