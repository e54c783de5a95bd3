package anchorbench.compare;

import anchorbench.InputException;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.RunRecord;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A field of the rows - the engine or any parameter - or of a protocol, and the values that are set
 * against each other.
 *
 * @param values the baseline's first; empty if they are to be found
 */
public record Field(String name, List<String> values) {
  static final String ENGINE = "engine";
  static final String ANCHORS = "anchors";

  /**
   * @param word {@code NAME}, or {@code NAME:A,B,...} with the baseline's value first
   * @throws InputException for an empty or single value
   */
  static Field parse(String word) {
    int colon = word.indexOf(':');
    if (colon < 0) {
      return new Field(word, List.of());
    }
    List<String> values = List.of(word.substring(colon + 1).split(",", -1));
    if (values.size() < 2 || values.contains("") || values.size() > Set.copyOf(values).size()) {
      throw new InputException(
          "--by '" + word + "': expected two values or more, e.g. engine:cpu,nd4j");
    }
    return new Field(word.substring(0, colon), values);
  }

  /** A row's value, or null if it has no such field. */
  String valueIn(BenchmarkRow row) {
    return name.equals(ENGINE) ? row.engine() : row.parameters().get(name);
  }

  /** Values in order of appearance; of the machine itself, which is no engine, none. */
  List<String> valuesIn(RunRecord run) {
    Set<String> values = new LinkedHashSet<>();
    for (BenchmarkRow row : run.benchmarks()) {
      String value = valueIn(row);
      if (value != null && !row.measuresMachine() && row.status() == BenchmarkRow.Status.TIMED) {
        values.add(value);
      }
    }
    return List.copyOf(values);
  }

  /** Names a row by all but this field. */
  String restOf(BenchmarkRow row) {
    Map<String, String> rest = new TreeMap<>(row.parameters());
    rest.remove(ENGINE);
    rest.remove(name);
    return row.kernel() + " " + rest + (name.equals(ENGINE) ? "" : " " + row.engine());
  }

  /** Whether an arm is one of a value: {@code mean:30} is one of {@code mean}. */
  static boolean isOf(String arm, String value) {
    return arm.equals(value) || arm.startsWith(value + ":");
  }
}
