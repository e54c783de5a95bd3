package anchorbench.compare;

import anchorbench.InputException;
import java.util.List;

/**
 * What may differ between two sides; anything else makes them incomparable. Builds always may.
 *
 * @param otherMachines whether machines may
 * @param field the field whose values are set against each other, or null
 */
public record Axis(boolean otherMachines, Field field) {
  public static final Axis COMMIT = new Axis(false, null);
  public static final Axis MACHINE = new Axis(true, null);

  /**
   * @param words each {@code commit}, {@code machine}, or a field as {@link Field#parse} takes it
   * @throws InputException for two fields
   */
  public static Axis parse(List<String> words) {
    Axis axis = COMMIT;
    for (String word : words) {
      switch (word) {
        case "commit" -> {}
        case "machine" -> axis = new Axis(true, axis.field);
        default -> {
          if (axis.field != null) {
            throw new InputException(
                "--by %s and --by %s: one field at a time".formatted(axis.field.name(), word));
          }
          axis = new Axis(axis.otherMachines, Field.parse(word));
        }
      }
    }
    return axis;
  }
}
