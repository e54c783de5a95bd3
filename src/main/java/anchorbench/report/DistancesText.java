package anchorbench.report;

import anchorbench.experiment.ClassDistances;
import anchorbench.experiment.ClassDistances.OfClass;
import anchorbench.metric.Histogram;
import anchorbench.metric.Spread;
import anchorbench.output.Columns;
import anchorbench.output.TextTable;
import java.util.List;
import java.util.Locale;

/** Distances for the terminal: the original's one draw, then what it was drawn from. */
public final class DistancesText {
  private static final String[] SHADES = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

  /** Of a class's name: more would leave no room for numbers on a terminal. */
  private static final int MOST_COLUMNS = 40;

  private DistancesText() {}

  public static String of(ClassDistances distances, int target) {
    OfClass drawn = distances.classes().get(target);
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s distances of test embeddings; one draw of class %d (%s): A-P %.2f, A-N %.2f, P-N"
                + " %.2f%n%n",
            distances.distance(),
            target,
            Columns.cut(drawn.name(), MOST_COLUMNS),
            drawn.draw().get(0),
            drawn.draw().get(1),
            drawn.draw().get(2)));
    TextTable table =
        new TextTable(
            "anchor's class",
            "A-P",
            "CV",
            "A-N",
            "CV",
            "P-N",
            "CV",
            "negatives nearer %",
            "Mahalanobis own",
            "others");
    for (OfClass each : distances.classes()) {
      table.row(
          Columns.cut(each.name(), MOST_COLUMNS),
          meanAndSd(each.anchorPositive()),
          number(each.anchorPositive().cv()),
          meanAndSd(each.anchorNegative()),
          number(each.anchorNegative().cv()),
          meanAndSd(each.positiveNegative()),
          number(each.positiveNegative().cv()),
          number(100 * each.nearerNegatives()),
          meanAndSd(each.own()),
          meanAndSd(each.others()));
    }
    text.append("Mean ±standard deviation over random triplets of test images\n").append(table);
    text.append(
        String.format(
            Locale.ROOT,
            "%nClass %d, from 0 to %.2f and above:%n",
            target,
            drawn.histograms().getFirst().binWidth()
                * drawn.histograms().getFirst().counts().size()));
    List<String> names = List.of("A-P", "A-N", "P-N");
    for (int i = 0; i < names.size(); i++) {
      text.append(names.get(i)).append(" |").append(bars(drawn.histograms().get(i))).append("|\n");
    }
    return text.toString();
  }

  private static String bars(Histogram histogram) {
    int most = histogram.counts().stream().mapToInt(c -> c).max().orElse(0);
    StringBuilder bars = new StringBuilder();
    for (int count : histogram.counts()) {
      int level = count == 0 ? 0 : Math.max(1, Math.round(8f * count / most));
      bars.append(SHADES[level]);
    }
    return bars.toString();
  }

  private static String meanAndSd(Spread spread) {
    return String.format(Locale.ROOT, "%.2f ±%.2f", spread.mean(), spread.sd());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
