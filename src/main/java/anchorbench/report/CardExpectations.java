package anchorbench.report;

import anchorbench.output.Json;
import anchorbench.result.BenchmarkRow;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * What was expected of a data-centre card of compute capability 9.0 before any had run it, and what
 * it is to reach: data, in {@code card-aims.json}.
 */
record CardExpectations(List<Prediction> predictions, List<Aim> aims) {
  private static final String RESOURCE = "card-aims.json";

  static CardExpectations read() {
    try (InputStream in = CardExpectations.class.getResourceAsStream(RESOURCE)) {
      return Json.read(RESOURCE, in.readAllBytes(), CardExpectations.class);
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE, e);
    }
  }

  /** Of a row, or null if nobody reckoned. */
  Prediction of(BenchmarkRow row) {
    return predictions.stream().filter(each -> each.row.matches(row)).findFirst().orElse(null);
  }

  /**
   * Which rows are meant.
   *
   * @param parameters a regular expression for each value that the row must have
   */
  record Rows(String kernel, String engine, Map<String, String> parameters) {
    boolean matches(BenchmarkRow row) {
      return row.kernel().equals(kernel)
          && row.engine().equals(engine)
          && parameters.entrySet().stream()
              .allMatch(
                  each ->
                      row.parameters().getOrDefault(each.getKey(), "").matches(each.getValue()));
    }

    List<BenchmarkRow> of(List<BenchmarkRow> rows) {
      return rows.stream()
          .filter(row -> row.status() == BenchmarkRow.Status.TIMED && matches(row))
          .toList();
    }
  }

  /** Microseconds per operation that were reckoned, and how. */
  record Prediction(Rows row, double lowMicros, double highMicros, String why) {
    /** How many times the middle of the prediction a time is. */
    double ratio(double micros) {
      return micros / ((lowMicros + highMicros) / 2);
    }

    String text() {
      return lowMicros == highMicros
          ? Micros.text(lowMicros)
          : Micros.text(lowMicros) + " to " + Micros.text(highMicros);
    }
  }

  /** What is measured. */
  enum Quantity {
    /** Microseconds of the row. */
    TIME,
    /** The row's time by the other's. */
    RATIO_OF_TIMES,
    /** The row's bytes per second by the other's, on the device's own clock. */
    RATIO_OF_BANDWIDTHS
  }

  /** On which side of the aim the figure is to be. */
  enum Bound {
    AT_MOST,
    AT_LEAST;

    boolean holds(double found, double aim) {
      return this == AT_MOST ? found <= aim : found >= aim;
    }
  }

  /**
   * An aim.
   *
   * @param factor of the figure
   * @param by the other row, null where there is none
   */
  record Aim(
      String what, Quantity quantity, Bound bound, double aim, double factor, Rows row, Rows by) {}
}
