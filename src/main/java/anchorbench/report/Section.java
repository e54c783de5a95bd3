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
    StringBuilder text = new StringBuilder("<h3>").append(Html.escape(title)).append("</h3>\n");
    text.append("<div class=\"scroll\"><table>\n");
    for (int r = 0; r < table.cells().size(); r++) {
      String tag = r == 0 ? "th" : "td";
      text.append("<tr>");
      for (String cell : table.cells().get(r)) {
        text.append("<%s>%s</%s>".formatted(tag, Html.escape(cell), tag));
      }
      text.append("</tr>\n");
    }
    text.append("</table></div>\n");
    if (!note.isEmpty()) {
      text.append("<p class=\"note\">").append(Html.escape(note)).append("</p>\n");
    }
    return text.toString();
  }
}
