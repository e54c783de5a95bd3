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
    double[] equivalent = Holm.adjust(cells.stream().mapToDouble(Cell::equivalentP).toArray());
    int next = 0;
    List<Cell> judged = new ArrayList<>();
    for (Cell cell : cells) {
      Map<Question, Effect> effects = new EnumMap<>(Question.class);
      for (Map.Entry<Question, Effect> each : cell.effects().entrySet()) {
        effects.put(each.getKey(), each.getValue().adjusted(adjusted[next++]));
      }
      judged.add(cell.with(equivalent[judged.size()], effects));
    }
    List<Summary> together = new ArrayList<>();
    for (Summary summary : summaries) {
      together.add(summary.adjusted(adjusted[next++]));
    }
    return new Matrix(judged, together);
  }

  /** Only where every effect is of a set of its own: others are no independent experiments. */
  private static List<Summary> summaries(List<Cell> cells) {
    Map<Group, List<Cell>> groups = new LinkedHashMap<>();
    for (Question question : Question.values()) {
      for (Cell cell : cells) {
        Effect effect = cell.effects().get(question);
        if (effect != null && effect.varies() && cell.subset().isEmpty()) {
          groups
              .computeIfAbsent(
                  new Group(cell.kind(), cell.baseline(), network(cell), question),
                  key -> new ArrayList<>())
              .add(cell);
        }
      }
    }
    List<Summary> summaries = new ArrayList<>();
    groups.forEach(
        (group, members) -> {
          long sets = members.stream().map(Cell::data).distinct().count();
          if (sets > 1 && sets == members.size()) {
            summaries.add(
                Summary.of(
                    group.kind(),
                    group.baseline(),
                    group.network(),
                    group.question(),
                    members.stream().map(cell -> cell.effects().get(group.question())).toList()));
          }
        });
    return summaries;
  }

  private record Group(String kind, String baseline, String network, Question question) {}

  private static String network(Cell cell) {
    boolean convolves = cell.network().equals("cnn") || cell.network().contains("conv");
    return convolves ? "convolutional" : "perceptron";
  }

  /** How many tests the p values are adjusted for. */
  public int tests() {
    return (int)
            cells.stream()
                .flatMap(cell -> cell.effects().values().stream())
                .filter(Effect::varies)
                .count()
        + (int) summaries.stream().filter(s -> !Double.isNaN(s.effects().p())).count();
  }
}
