package anchorbench.experiment;

import anchorbench.experiment.Tuning.Choice;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * Margins and learning rates in rising order, which grow at their ends by the ratio of the last
 * two, rounded to two digits: a grid that has a neighbour on every side of each choice, within
 * reason.
 */
public final class ChoiceGrid {
  /** Where a single value has no ratio. */
  private static final double RATIO = 2;

  /** Of a choice: a margin and a rate below it, and above. */
  static final int SIDES = 4;

  private static final MathContext DIGITS = new MathContext(2);
  private static final double LEAST_MARGIN = 1e-3;
  private static final double MOST_MARGIN = 1e3;
  private static final double LEAST_RATE = 1e-7;
  private static final double MOST_RATE = 1;

  private final List<Double> margins;
  private final List<Double> rates;

  public ChoiceGrid(List<Float> margins, List<Double> rates) {
    this.margins = rising(margins.stream().map(ChoiceGrid::written).toList());
    this.rates = rising(rates);
  }

  private static List<Double> rising(List<Double> values) {
    return new ArrayList<>(values.stream().sorted().distinct().toList());
  }

  /** As a person wrote it: 0.2, where the float is another double. */
  private static double written(float margin) {
    return Double.parseDouble(Float.toString(margin));
  }

  /** Every combination of what the grid has by now. */
  List<Choice> all() {
    List<Choice> choices = new ArrayList<>();
    for (double margin : margins) {
      for (double rate : rates) {
        choices.add(new Choice((float) margin, rate));
      }
    }
    return choices;
  }

  /** The four beside a choice of this grid, for which it grows; fewer where reason ends. */
  List<Choice> neighbours(Choice choice) {
    double margin = written(choice.margin());
    double rate = choice.learningRate();
    List<Choice> neighbours = new ArrayList<>();
    for (double each : List.of(below(margins, margin), above(margins, margin))) {
      if (each >= LEAST_MARGIN && each <= MOST_MARGIN) {
        neighbours.add(new Choice((float) each, rate));
      }
    }
    for (double each : List.of(below(rates, rate), above(rates, rate))) {
      if (each >= LEAST_RATE && each <= MOST_RATE) {
        neighbours.add(new Choice(choice.margin(), each));
      }
    }
    return neighbours;
  }

  private static double below(List<Double> values, double value) {
    int at = position(values, value);
    if (at == 0) {
      double ratio = values.size() == 1 ? RATIO : values.get(1) / values.get(0);
      values.addFirst(rounded(value / ratio));
      return values.getFirst();
    }
    return values.get(at - 1);
  }

  private static double above(List<Double> values, double value) {
    int last = values.size() - 1;
    if (position(values, value) == last) {
      double ratio = last == 0 ? RATIO : value / values.get(last - 1);
      values.addLast(rounded(value * ratio));
    }
    return values.get(position(values, value) + 1);
  }

  private static int position(List<Double> values, double value) {
    int at = values.indexOf(value);
    if (at < 0) {
      throw new IllegalArgumentException(value + " is not in " + values);
    }
    return at;
  }

  private static double rounded(double value) {
    return new BigDecimal(value).round(DIGITS).doubleValue();
  }
}
