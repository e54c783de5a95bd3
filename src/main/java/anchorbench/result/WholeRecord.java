package anchorbench.result;

import anchorbench.InputException;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/** Finds what a hand or a crash took out of a record: values that are never null, and are. */
final class WholeRecord {
  /** What may be absent, by name. */
  private static final Set<String> MAY_BE_NULL =
      Set.of(
          "experiment",
          "info",
          "absent",
          "note",
          "check",
          "latency",
          "device",
          "diagnosis",
          "drawSeed",
          "cost",
          "heldOut",
          "powerWatts",
          "energyJoules",
          "celsius",
          "throttleReasons",
          "scores",
          "histograms",
          "map",
          "shape",
          "validationSplit",
          "unseen",
          "equivalence",
          "soon",
          "steady");

  private WholeRecord() {}

  /**
   * @param where for the message
   * @throws InputException naming the first thing that is missing
   */
  static void require(String where, Object value) {
    switch (value) {
      case null -> throw new InputException(where + " is missing");
      case Record whole -> {
        for (RecordComponent part : whole.getClass().getRecordComponents()) {
          Object found = read(part, whole);
          if (found != null || !mayBeNull(part.getName())) {
            require(where + "." + part.getName(), found);
          }
        }
      }
      case Collection<?> all -> all.forEach(each -> require(where + "[]", each));
      case Map<?, ?> all -> all.values().forEach(each -> require(where + "{}", each));
      default -> {}
    }
  }

  static boolean mayBeNull(String component) {
    return MAY_BE_NULL.contains(component);
  }

  private static Object read(RecordComponent part, Record whole) {
    try {
      part.getAccessor().setAccessible(true);
      return part.getAccessor().invoke(whole);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(part.toString(), e);
    }
  }
}
