package anchorbench.compare;

import anchorbench.InputException;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.RunRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rows of both sides by what they have in common.
 *
 * @param unpaired rows that only one of two values of a field has: nothing to say of them
 */
record Sides(Map<String, Side> before, Map<String, Side> after, int unpaired) {

  /** Of experiments without a benchmark. */
  static Sides ofNothing() {
    return new Sides(Map.of(), Map.of(), 0);
  }

  /** The same rows on both sides. */
  static Sides ofRuns(List<RunRecord> baselines, RunRecord contender) {
    Map<String, Side> before = new LinkedHashMap<>();
    baselines.forEach(run -> collect(run, before));
    Map<String, Side> after = new LinkedHashMap<>();
    collect(contender, after);
    return new Sides(before, after, 0);
  }

  private static void collect(RunRecord run, Map<String, Side> sides) {
    for (BenchmarkRow row : run.benchmarks()) {
      Map<String, String> parameters = new TreeMap<>(row.parameters());
      parameters.remove(Field.ENGINE);
      String key = row.kernel() + " " + parameters + " " + row.engine();
      sides.computeIfAbsent(key, k -> new Side()).add(row);
    }
  }

  /**
   * Rows of a field's first value before, of its others after.
   *
   * @param field with its values
   * @throws InputException for a value without a time, with the reason
   */
  static Sides ofValues(List<RunRecord> baselines, RunRecord contender, Field field) {
    Map<String, Side> before = new LinkedHashMap<>();
    Map<String, Side> after = new LinkedHashMap<>();
    String first = field.values().getFirst();
    Map<String, Side> firsts = withValue(baselines, field, first);
    int unpaired = 0;
    for (String value : field.values().subList(1, field.values().size())) {
      Map<String, Side> others = withValue(List.of(contender), field, value);
      for (Map.Entry<String, Side> each : others.entrySet()) {
        Side side = firsts.get(each.getKey());
        if (Side.hasTimes(side) && Side.hasTimes(each.getValue())) {
          String key = "%s %s -> %s".formatted(each.getKey(), first, value);
          before.put(key, side);
          after.put(key, each.getValue());
        } else {
          unpaired++;
        }
      }
      unpaired += (int) firsts.keySet().stream().filter(each -> !others.containsKey(each)).count();
    }
    return new Sides(before, after, unpaired);
  }

  private static Map<String, Side> withValue(List<RunRecord> runs, Field field, String value) {
    Map<String, Side> sides = new LinkedHashMap<>();
    for (RunRecord run : runs) {
      for (BenchmarkRow row : run.benchmarks()) {
        if (value.equals(field.valueIn(row))) {
          sides.computeIfAbsent(field.restOf(row), k -> new Side()).add(row);
        }
      }
    }
    if (sides.values().stream().noneMatch(Side::hasTimes)) {
      String reason =
          sides.values().stream()
              .map(side -> side.reason)
              .filter(each -> each != null)
              .findFirst()
              .map(each -> ": " + each)
              .orElse("; values here: " + field.valuesIn(runs.getFirst()));
      throw new InputException("no time with %s %s%s".formatted(field.name(), value, reason));
    }
    return sides;
  }
}
