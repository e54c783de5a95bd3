package anchorbench.check;

import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a report claims, in Markdown or HTML, whatever words it is put in. */
final class Claims {
  private static final Pattern HTML_ROW = Pattern.compile("<tr>(<td.*?)</tr>", Pattern.DOTALL);

  /** Not the head of a table, below which is a line. */
  private static final Pattern MARKDOWN_ROW =
      Pattern.compile("^(\\|.*)$(?!\\R\\|-)", Pattern.MULTILINE);

  private static final Pattern DIGIT = Pattern.compile("[0-9]");

  /** A verdict: a quotation, or a card's sentence. */
  private static final Pattern VERDICT =
      Pattern.compile("^> (.*)$|<p class=\"sentence\">(.*?)</p>", Pattern.MULTILINE);

  /** The words that decide, and numbers. */
  private static final Pattern SAYING =
      Pattern.compile(
          "better|worse|equivalent|fewer|more|no difference|no"
              + " verdict|[-+]?[0-9][0-9,.]*[0-9]|[0-9]");

  private Claims() {}

  /** Rows of tables with a number in them, each on one line, and what each verdict says. */
  static List<String> of(String report) {
    Stream<String> markdown =
        MARKDOWN_ROW.matcher(report).results().map(row -> row.group().replace("|", " "));
    Stream<String> html =
        HTML_ROW.matcher(report).results().map(row -> row.group(1).replaceAll("<[^>]*>", " "));
    Stream<String> rows =
        Stream.concat(markdown, html)
            .filter(row -> DIGIT.matcher(row).find())
            .map(row -> row.strip().replaceAll("\\s+", " "));
    Stream<String> verdicts =
        VERDICT.matcher(report).results().map(each -> String.join(" ", saidIn(each.group())));
    return Stream.concat(rows, verdicts).toList();
  }

  /** What a sentence says: the words that decide and the numbers, in their order. */
  static List<String> saidIn(String sentence) {
    return SAYING
        .matcher(sentence.toLowerCase(Locale.ROOT))
        .results()
        .map(MatchResult::group)
        .toList();
  }
}
