package anchorbench.bench;

import anchorbench.InputException;
import anchorbench.engine.registry.Engines;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values that {@code -p} may give: a wrong one is a line, not a row that failed in its fork. */
final class RowParameters {
  private static final int MOST_STEPS = 10_000;
  private static final int MOST_TRIALS = 1000;

  private static final Pattern PARAMETER_OPTION = Pattern.compile("--?p");

  /** JMH takes {@code -pname=value} and {@code -p=name=value} too; {@code -prof} is another. */
  private static final Pattern PARAMETER_IN_ONE_WORD =
      Pattern.compile("--?p(?!rof)=?(?<parameter>\\w+=.*)");

  private RowParameters() {}

  /**
   * @param triplets that a batch is taken of where a row works on the chosen set
   * @throws InputException if a row is asked for twice, or has a value that no benchmark knows
   */
  static void require(List<BenchmarkPlan.Item> items, int triplets) {
    Set<RowKey> seen = new HashSet<>();
    for (BenchmarkPlan.Item item : items) {
      Map<String, String> parameters = item.key().parameters();
      boolean noise = images(parameters) instanceof Noise;
      int drawn = noise ? Arm.tripletsOf(Noise.CLASSES) : triplets;
      parameters.forEach((name, value) -> require(name, value, drawn));
      if (!seen.add(item.key())) {
        throw new InputException(
            "%s is asked for twice; give each value of -p once".formatted(item.key().tag()));
      }
    }
  }

  /**
   * JMH passes over a parameter that no benchmark has, and measures all values of the one that was
   * meant.
   *
   * @throws InputException if one is given
   */
  static void requireNames(String... arguments) {
    Set<String> known = BenchmarkPlan.parameterNames();
    for (int i = 0; i < arguments.length; i++) {
      Matcher inOneWord = PARAMETER_IN_ONE_WORD.matcher(arguments[i]);
      if (inOneWord.matches()) {
        requireName(inOneWord.group("parameter"), known);
      } else if (i > 0 && PARAMETER_OPTION.matcher(arguments[i - 1]).matches()) {
        requireName(arguments[i], known);
      }
    }
  }

  private static void requireName(String parameter, Set<String> known) {
    if (!known.contains(parameter.replaceFirst("=.*", "").strip())) {
      throw new InputException(
          "-p %s: no benchmark has such a parameter; expected one of %s"
              .formatted(parameter, String.join(", ", known)));
    }
  }

  private static RowImages images(Map<String, String> parameters) {
    RowNetwork network = RowNetwork.of(parameters);
    return network != null
        ? network.images()
        : RowImages.parse(parameters.getOrDefault(RowImages.PARAMETER, RowImages.CHOSEN));
  }

  private static void require(String name, String value, int triplets) {
    switch (name) {
      case "batch" -> number(name, value, triplets);
      case "trials" -> number(name, value, MOST_TRIALS);
      case "steps" -> number(name, value, MOST_STEPS);
      case "perClass" -> {
        if (!value.equals("all")) {
          number(name, value, Integer.MAX_VALUE);
        }
      }
      case RowNetwork.PARAMETER -> RowNetwork.parse(value);
      // A table of other anchors costs the same, but would not be what its row is called.
      case "anchors" -> oneOf(name, value, List.of("random", "mean"));
      case "active" -> oneOf(name, value, List.of("all", "trained"));
      case RowKey.DEVICE, RowKey.CARD -> oneOf(name, value, Engines.names());
      default -> {}
    }
  }

  private static void number(String name, String value, int most) {
    if (!value.matches("[1-9]\\d{0,9}") || Long.parseLong(value) > most) {
      throw new InputException(
          "-p " + name + "=" + value + ": expected a number from 1 to " + most);
    }
  }

  private static void oneOf(String name, String value, List<String> known) {
    if (!known.contains(value)) {
      throw new InputException(
          "-p %s=%s: expected one of %s".formatted(name, value, String.join(", ", known)));
    }
  }
}
