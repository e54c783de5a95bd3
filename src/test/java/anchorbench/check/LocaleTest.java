package anchorbench.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.report.Report;
import anchorbench.report.ReportFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The committed records, read and reported where people write numbers in other ways. */
class LocaleTest {
  private static final Locale OWN = Locale.getDefault();

  @AfterEach
  void reset() {
    Locale.setDefault(OWN);
  }

  private static List<Path> records() throws Exception {
    try (Stream<Path> folders = Files.list(Path.of("results"))) {
      return folders.filter(folder -> Files.exists(folder.resolve("report.md"))).sorted().toList();
    }
  }

  /** Comma as decimal sign, space between thousands, digits of their own, a dotless i. */
  @ParameterizedTest
  @ValueSource(strings = {"de-DE", "fr-FR", "ar-EG-u-nu-arab", "hi-IN-u-nu-deva", "tr-TR"})
  void aReportIsTheSameEverywhere(String tag) throws Exception {
    Path folder = Path.of("results/fashion-mnist-clean");
    Locale.setDefault(Locale.ROOT);
    Map<String, String> expected = ReportFiles.render(List.of(Report.read(folder)));
    Locale.setDefault(Locale.forLanguageTag(tag));
    assertNotEquals("1.5", String.format(Locale.getDefault(), "%.1f", 1.5), "locale has no effect");
    assertEquals(expected, ReportFiles.render(List.of(Report.read(folder))));
  }

  @Test
  void thereAreRecords() throws Exception {
    assertTrue(records().size() >= 4, records().toString());
  }

  @ParameterizedTest
  @MethodSource("records")
  void aCommittedRecordPassesCheckInGerman(Path folder) {
    Locale.setDefault(Locale.GERMANY);
    assertEquals(List.of(), RunCheck.of(folder).differences());
  }
}
