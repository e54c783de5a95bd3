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
record PairedSamples(
    Map<String, SampleGroup> before, Map<String, SampleGroup> after, int unpaired) {

  /** Of experiments without a benchmark. */
  static PairedSamples ofNothing() {
    return new PairedSamples(Map.of(), Map.of(), 0);
  }

  /** The same rows on both sides. */
  static PairedSamples ofRuns(List<RunRecord> baselines, RunRecord contender) {
    Map<String, SampleGroup> before = new LinkedHashMap<>();
    baselines.forEach(run -> collect(run, before));
    Map<String, SampleGroup> after = new LinkedHashMap<>();
    collect(contender, after);
    return new PairedSamples(before, after, 0);
  }

  private static void collect(RunRecord run, Map<String, SampleGroup> sides) {
    for (BenchmarkRow row : run.benchmarks()) {
      Map<String, String> parameters = new TreeMap<>(row.parameters());
      parameters.remove(Field.ENGINE);
      String key = row.kernel() + " " + parameters + " " + row.engine();
      sides.computeIfAbsent(key, k -> new SampleGroup()).add(row);
    }
  }

  /**
   * Rows of a field's first value before, of its others after.
   *
   * @param field with its values
   * @throws InputException for a value without a time, with the reason
   */
  static PairedSamples ofValues(List<RunRecord> baselines, RunRecord contender, Field field) {
    Map<String, SampleGroup> before = new LinkedHashMap<>();
    Map<String, SampleGroup> after = new LinkedHashMap<>();
    String first = field.values().getFirst();
    Map<String, SampleGroup> firsts = withValue(baselines, field, first);
    int unpaired = 0;
    for (String value : field.values().subList(1, field.values().size())) {
      Map<String, SampleGroup> others = withValue(List.of(contender), field, value);
      for (Map.Entry<String, SampleGroup> each : others.entrySet()) {
        SampleGroup side = firsts.get(each.getKey());
        if (SampleGroup.hasTimes(side) && SampleGroup.hasTimes(each.getValue())) {
          String key = "%s %s -> %s".formatted(each.getKey(), first, value);
          before.put(key, side);
          after.put(key, each.getValue());
        } else {
          unpaired++;
        }
      }
      unpaired += (int) firsts.keySet().stream().filter(each -> !others.containsKey(each)).count();
    }
    return new PairedSamples(before, after, unpaired);
  }

  private static Map<String, SampleGroup> withValue(
      List<RunRecord> runs, Field field, String value) {
    Map<String, SampleGroup> sides = new LinkedHashMap<>();
    for (RunRecord run : runs) {
      for (BenchmarkRow row : run.benchmarks()) {
        if (value.equals(field.valueIn(row))) {
          sides.computeIfAbsent(field.restOf(row), k -> new SampleGroup()).add(row);
        }
      }
    }
    if (sides.values().stream().noneMatch(SampleGroup::hasTimes)) {
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
