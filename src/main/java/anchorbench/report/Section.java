package anchorbench.report;

import anchorbench.output.TextTable;

/**
 * A table with its title, for every kind of output.
 *
 * @param note below it, may be empty
 */
record Section(String title, TextTable table, String note) {
  Section(String title, TextTable table) {
    this(title, table, "");
  }

  /** For the terminal. */
  @Override
  public String toString() {
    return title + "\n" + table + (note.isEmpty() ? "" : note + "\n");
  }

  String markdown() {
    StringBuilder text = new StringBuilder("### ").append(title).append("\n\n");
    for (int r = 0; r < table.cells().size(); r++) {
      text.append("| ");
      table.cells().get(r).forEach(cell -> text.append(cell.replace("|", "\\|")).append(" | "));
      text.append('\n');
      if (r == 0) {
        text.append("|---|")
            .append("--:|".repeat(table.cells().getFirst().size() - 1))
            .append('\n');
      }
    }
    return text.append(note.isEmpty() ? "" : "\n" + note + "\n").append('\n').toString();
  }

  String html() {
    return html("");
  }

  /**
   * @param style of the table: {@code left} for words instead of numbers
   */
  String html(String style) {
    StringBuilder text = new StringBuilder("<h3>").append(Html.escape(title)).append("</h3>\n");
    text.append("<div class=\"scroll\"><table class=\"%s\">%n".formatted(style));
    for (int r = 0; r < table.cells().size(); r++) {
      text.append(r == 0 ? "<thead><tr>" : "<tr>");
      for (String cell : table.cells().get(r)) {
        String format = r == 0 ? "<th scope=\"col\">%s</th>" : "<td>%s</td>";
        text.append(format.formatted(Html.escape(cell)));
      }
      text.append(r == 0 ? "</tr></thead>\n<tbody>\n" : "</tr>\n");
    }
    text.append("</tbody></table></div>\n");
    if (!note.isEmpty()) {
      text.append("<p class=\"note\">").append(Html.escape(note)).append("</p>\n");
    }
    return text.toString();
  }
}
