package anchorbench.output;

import java.util.ArrayList;
import java.util.List;

/** A table for the terminal; first column to the left, the others to the right. */
public final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();

  public TextTable(String... head) {
    rows.add(List.of(head));
  }

  public TextTable row(String... cells) {
    if (cells.length != rows.getFirst().size()) {
      throw new IllegalArgumentException(cells.length + " cells, " + rows.getFirst().size());
    }
    rows.add(List.of(cells));
    return this;
  }

  /** The head and the rows. */
  public List<List<String>> cells() {
    return List.copyOf(rows);
  }

  @Override
  public String toString() {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int c = 0; c < widths.length; c++) {
        widths[c] = Math.max(widths[c], Columns.of(row.get(c)));
      }
    }
    StringBuilder text = new StringBuilder();
    for (int r = 0; r < rows.size(); r++) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < widths.length; c++) {
        String cell = rows.get(r).get(c);
        String padding = " ".repeat(widths[c] - Columns.of(cell));
        line.append(c == 0 ? cell + padding : "  " + padding + cell);
      }
      text.append(line.toString().stripTrailing()).append('\n');
      if (r == 0) {
        text.append("-".repeat(Columns.of(line.toString()))).append('\n');
      }
    }
    return text.toString();
  }
}
