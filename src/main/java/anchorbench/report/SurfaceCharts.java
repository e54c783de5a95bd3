package anchorbench.report;

import anchorbench.experiment.ResponseSurface;
import anchorbench.report.Chart.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Differences at each setting: a cell has the colour of the arm that is ahead there. */
final class SurfaceCharts {
  private static final int ROW_PIXELS = 34;
  private static final int FRAME = 120;

  /** Below it words would be read on the page's own colour. */
  private static final double PALEST = 0.08;

  private static final double STRONGEST = 0.75;

  private SurfaceCharts() {}

  static List<Chart> of(Arms arms) {
    List<Chart> charts = new ArrayList<>();
    for (ResponseSurface surface : ResponseSurface.of(arms.outcome().tunings())) {
      if (surface.cells().size() > 1) {
        charts.add(chart(arms, surface, "surface-" + charts.size()));
      }
    }
    return charts;
  }

  private static Chart chart(Arms arms, ResponseSurface surface, String id) {
    Map<String, Object> x = Chart.names(surface.rates().stream().map(TuningText::rate).toList());
    x.put("name", "learning rate");
    x.put("nameLocation", "middle");
    Map<String, Object> y = Chart.names(surface.margins().stream().map(String::valueOf).toList());
    y.put("name", "margin");
    double largest =
        surface.cells().stream().mapToDouble(c -> Math.abs(c.difference())).max().orElse(1);
    return Chart.of(
            id,
            TuningText.title(surface),
            x,
            y,
            List.of(
                cells(surface, surface.baseline(), arms, largest, -1),
                cells(surface, surface.arm(), arms, largest, 1)))
        .withHeight(FRAME + ROW_PIXELS * surface.margins().size());
  }

  /**
   * @param sign of the differences at which the arm is ahead
   */
  private static Series cells(
      ResponseSurface surface, String ahead, Arms arms, double largest, int sign) {
    List<Object> cells = new ArrayList<>();
    for (ResponseSurface.Cell cell : surface.cells()) {
      double difference = cell.difference();
      boolean belongs = sign > 0 ? difference > 0 : difference <= 0;
      if (belongs) {
        double strength =
            PALEST + (STRONGEST - PALEST) * (largest == 0 ? 0 : Math.abs(difference) / largest);
        cells.add(
            Map.of(
                "name",
                String.format(Locale.ROOT, "%+.2f", 100 * difference),
                "value",
                List.of(
                    surface.rates().indexOf(cell.choice().learningRate()),
                    surface.margins().indexOf(cell.choice().margin()),
                    strength)));
      }
    }
    return Series.drawn(
        ahead + " is ahead", "cell", cells, Palette.with(arms.colour(ahead), Map.of()));
  }
}
