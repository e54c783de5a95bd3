package anchorbench.matrix;

import anchorbench.statistics.Holm;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Many comparisons as one: every cell's effects, what kinds of cells say together, and one family
 * of tests for all of it.
 */
public record Matrix(List<Cell> cells, List<Summary> summaries) {
  public Matrix {
    cells = List.copyOf(cells);
    summaries = List.copyOf(summaries);
  }

  /** Of cells whose p values are yet their own. */
  static Matrix of(List<Cell> cells) {
    List<Summary> summaries = summaries(cells);
    List<Double> p = new ArrayList<>();
    cells.forEach(cell -> cell.effects().values().forEach(effect -> p.add(effect.p())));
    summaries.forEach(summary -> p.add(summary.effects().p()));
    double[] adjusted = Holm.adjust(p.stream().mapToDouble(each -> each).toArray());
    int next = 0;
    List<Cell> judged = new ArrayList<>();
    for (Cell cell : cells) {
      Map<Question, Effect> effects = new EnumMap<>(Question.class);
      for (Map.Entry<Question, Effect> each : cell.effects().entrySet()) {
        effects.put(each.getKey(), each.getValue().adjusted(adjusted[next++]));
      }
      judged.add(cell.with(effects));
    }
    List<Summary> together = new ArrayList<>();
    for (Summary summary : summaries) {
      together.add(summary.adjusted(adjusted[next++]));
    }
    return new Matrix(judged, together);
  }

  private static List<Summary> summaries(List<Cell> cells) {
    Map<List<Object>, List<Effect>> groups = new LinkedHashMap<>();
    for (Question question : Question.values()) {
      for (Cell cell : cells) {
        Effect effect = cell.effects().get(question);
        if (effect != null && cell.subset().isEmpty()) {
          groups
              .computeIfAbsent(
                  List.of(cell.kind(), network(cell), question), key -> new ArrayList<>())
              .add(effect);
        }
      }
    }
    List<Summary> summaries = new ArrayList<>();
    groups.forEach(
        (key, effects) -> {
          if (effects.size() > 1 && key.get(2) instanceof Question question) {
            summaries.add(
                Summary.of(
                    String.valueOf(key.get(0)), String.valueOf(key.get(1)), question, effects));
          }
        });
    return summaries;
  }

  private static String network(Cell cell) {
    boolean convolves = cell.network().equals("cnn") || cell.network().contains("conv");
    return convolves ? "convolutional" : "perceptron";
  }

  /** How many tests the p values are adjusted for. */
  public int tests() {
    return cells.stream().mapToInt(cell -> cell.effects().size()).sum()
        + (int) summaries.stream().filter(s -> !Double.isNaN(s.effects().p())).count();
  }
}
