package anchorbench.report;

import java.util.List;

/**
 * Charts that answer one question together.
 *
 * @param title the question
 * @param note how to read them, may be empty
 * @param narrow whether three of them may stand beside each other
 */
record Figures(String title, String note, List<Chart> charts, boolean narrow) {
  Figures {
    charts = List.copyOf(charts);
  }

  Figures(String title, String note, List<Chart> charts) {
    this(title, note, charts, false);
  }
}
