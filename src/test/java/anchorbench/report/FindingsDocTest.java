package anchorbench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the findings put into tables and quotations is in a committed record: a row's numbers, in
 * their order, are those of a row of some report, of which columns may be left out; what is marked
 * as shown there is marked here. The reports themselves are checked against their records
 * elsewhere.
 */
class FindingsDocTest {
  /** Not what belongs to a name, as in CIFAR-10. */
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<![A-Za-z0-9.,]|[A-Za-z]-)[-+±]?[0-9][0-9,]*(?:\\.[0-9]+)?(?:\\](?: [*=])?)?");

  private static List<String> numbers(String line) {
    return NUMBER.matcher(line.replace("**", "")).results().map(MatchResult::group).toList();
  }

  private static boolean isClaim(String line) {
    return (line.startsWith("|") || line.startsWith("> ")) && !numbers(line).isEmpty();
  }

  private static List<String> claims(Path file) {
    try {
      // A quotation may go over several lines.
      String text = Files.readString(file).replaceAll("(?<=[^\n>])\\R> (?=[^*\\s])", " ");
      // Below the head of a table is a line.
      String rows = text.replaceAll("(?m)^\\|.*\\R(?=\\|-)", "");
      return rows.lines().filter(FindingsDocTest::isClaim).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> ofReports() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("results"), 2)) {
      return files
          .filter(file -> file.getFileName().toString().matches("(report|matrix)\\.md"))
          .flatMap(file -> claims(file).stream())
          .toList();
    }
  }

  private static boolean contains(List<String> whole, List<String> part) {
    int at = 0;
    for (String number : whole) {
      at += at < part.size() && number.equals(part.get(at)) ? 1 : 0;
    }
    return at == part.size();
  }

  @ParameterizedTest
  @ValueSource(strings = {"findings.md", "findings-tables.md"})
  void everyRowAndQuotationIsInARecord(String document) throws IOException {
    List<List<String>> reports = ofReports().stream().map(FindingsDocTest::numbers).toList();
    List<String> missing = new ArrayList<>();
    List<String> claims = claims(Path.of("docs", document));
    for (String claim : claims) {
      List<String> wanted = numbers(claim);
      if (reports.stream().noneMatch(row -> contains(row, wanted))) {
        missing.add(claim);
      }
    }
    assertTrue(claims.size() > 10, claims.size() + " claims");
    assertEquals(List.of(), missing);
  }
}
