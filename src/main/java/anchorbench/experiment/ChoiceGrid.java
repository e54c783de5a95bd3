package anchorbench.experiment;

import anchorbench.experiment.protocol.Choice;
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
  /** Beside 0, which has none. */
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

  /** A single value is a choice that somebody has made: it has no neighbours. */
  private final boolean choosesMargin;

  private final boolean choosesRate;

  public ChoiceGrid(List<Float> margins, List<Double> rates) {
    this.margins = rising(margins.stream().map(ChoiceGrid::written).toList());
    this.rates = rising(rates);
    choosesMargin = this.margins.size() > 1;
    choosesRate = this.rates.size() > 1;
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

  /**
   * The four beside a choice of this grid, for which it grows; fewer where reason ends, and where a
   * margin or a rate is given.
   */
  List<Choice> neighbours(Choice choice) {
    double margin = written(choice.margin());
    double rate = choice.learningRate();
    List<Choice> neighbours = new ArrayList<>();
    for (double each :
        choosesMargin
            ? List.of(below(margins, margin), above(margins, margin))
            : List.<Double>of()) {
      if (each >= LEAST_MARGIN && each <= MOST_MARGIN) {
        neighbours.add(new Choice((float) each, rate));
      }
    }
    for (double each :
        choosesRate ? List.of(below(rates, rate), above(rates, rate)) : List.<Double>of()) {
      if (each >= LEAST_RATE && each <= MOST_RATE) {
        neighbours.add(new Choice(choice.margin(), each));
      }
    }
    return neighbours;
  }

  private static double below(List<Double> values, double value) {
    int at = position(values, value);
    if (at == 0) {
      values.addFirst(rounded(value / ratio(values.get(0), values.get(1)), value));
      return values.getFirst();
    }
    return values.get(at - 1);
  }

  private static double above(List<Double> values, double value) {
    int last = values.size() - 1;
    if (position(values, value) == last) {
      values.addLast(rounded(value * ratio(values.get(last - 1), value), value));
    }
    return values.get(position(values, value) + 1);
  }

  /** Of two that lie beside each other; the smaller may be 0. */
  private static double ratio(double smaller, double larger) {
    return smaller > 0 ? larger / smaller : RATIO;
  }

  private static int position(List<Double> values, double value) {
    int at = values.indexOf(value);
    if (at < 0) {
      throw new IllegalArgumentException(value + " is not in " + values);
    }
    return at;
  }

  /** To two digits, unless that makes it the end that it is to lie beyond. */
  private static double rounded(double value, double end) {
    double rounded = new BigDecimal(value).round(DIGITS).doubleValue();
    return value < end == rounded < end && rounded != end ? rounded : value;
  }
}
