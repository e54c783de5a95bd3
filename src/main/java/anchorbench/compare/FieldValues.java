package anchorbench.compare;

import anchorbench.InputException;
import anchorbench.experiment.Experiment;
import anchorbench.experiment.protocol.Protocol;
import anchorbench.result.RunRecord;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which values of a field are compared when nobody named them. */
final class FieldValues {
  private FieldValues() {}

  /**
   * Within one run: the first that appears against all others.
   *
   * @throws InputException where there are not two
   */
  static Field within(Field field, RunRecord run) {
    if (!field.values().isEmpty()) {
      return field;
    }
    List<String> values = of(field, run);
    if (values.size() < 2) {
      throw new InputException(
          "--by %s: one run has %s; give two runs, or a field with two values"
              .formatted(field.name(), values.isEmpty() ? "no such field" : "only " + values));
    }
    return new Field(field.name(), values);
  }

  /**
   * Between two runs: one value here, another there. Where both have the same values, rows are
   * compared value by value and the field comes back without any.
   *
   * @throws InputException where it is not clear which value is meant
   */
  static Field between(Field field, RunRecord baseline, RunRecord contender) {
    if (!field.values().isEmpty()) {
      return field;
    }
    List<String> here = of(field, baseline);
    List<String> there = of(field, contender);
    if (here.isEmpty() && there.isEmpty() && !Protocol.isSetting(field.name())) {
      throw new InputException(
          "--by %s: neither a row nor a protocol has such a field".formatted(field.name()));
    }
    if (Set.copyOf(here).equals(Set.copyOf(there))) {
      return field;
    }
    if (here.size() != 1 || there.size() != 1) {
      throw new InputException(
          "--by %s: %s here and %s there; name two, e.g. --by %s:A,B"
              .formatted(field.name(), here, there, field.name()));
    }
    return new Field(field.name(), List.of(here.getFirst(), there.getFirst()));
  }

  private static List<String> of(Field field, RunRecord run) {
    List<String> values = field.valuesIn(run);
    Experiment.Outcome experiment = run.experiment();
    return values.isEmpty() && experiment != null && field.name().equals(Field.ANCHORS)
        ? List.copyOf(new LinkedHashSet<>(experiment.protocol().arms()))
        : values;
  }
}
