package anchorbench.report;

import anchorbench.matrix.Matrix;
import anchorbench.matrix.Question;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** A matrix as a page and as Markdown. */
public final class MatrixFiles {
  private static final String TITLE = "When do mean anchors help?";

  private MatrixFiles() {}

  /** Contents by file name; the same for the same matrix. */
  public static Map<String, String> render(Matrix matrix) {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("matrix.md", markdown(matrix));
    files.put("matrix.html", html(matrix));
    return files;
  }

  private static String markdown(Matrix matrix) {
    StringBuilder text = new StringBuilder("# " + TITLE + "\n\n");
    MatrixText.sections(matrix).forEach(section -> text.append(section.markdown()));
    return text.toString();
  }

  private static String html(Matrix matrix) {
    List<Chart> charts = new ArrayList<>();
    StringBuilder body = new StringBuilder("<article>\n<h1>" + TITLE + "</h1>\n");
    body.append("<div class=\"figures\">\n");
    Question[] questions = Question.values();
    Stream.concat(
            Stream.of(questions).map(question -> ForestChart.of(matrix, question)),
            Stream.of(questions).map(question -> LevelChart.of(matrix, question)))
        .filter(Objects::nonNull)
        .forEach(charts::add);
    charts.forEach(chart -> body.append(RunArticle.figureOf(chart)));
    body.append("</div>\n");
    MatrixText.sections(matrix).forEach(section -> body.append(section.html()));
    return HtmlReport.page(body.append("</article>\n").toString(), charts);
  }
}
