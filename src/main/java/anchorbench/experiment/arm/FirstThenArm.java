package anchorbench.experiment.arm;

import anchorbench.InputException;
import anchorbench.triplet.Anchors;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One kind of anchors first, another after: {@code mean:30>random@30%} changes behind three tenths
 * of all epochs, {@code mean:30>random@patience} when validation has stopped rising. Means give
 * steadier gradients early, images more variety late.
 *
 * <p>With a change the learning rate begins anew, and patience waits for it. {@code
 * random>random@30%} changes nothing else: it is the control.
 */
record FirstThenArm(Anchors first, Anchors then, String when) implements Arm {
  private static final String PATIENCE = "patience";
  private static final Pattern TEXT = Pattern.compile("(.+)>(.+)@(patience|[1-9][0-9]?%)");

  /**
   * @throws InputException if the text, which has a {@code >}, is no such arm
   */
  static FirstThenArm parse(String text) {
    Matcher parts = TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      throw new InputException(
          "arm '%s': expected FIRST>THEN@N%% (N from 1 to 99) or FIRST>THEN@patience,"
                  .formatted(text)
              + " e.g. mean:30>random@30%");
    }
    Anchors first = embeddable(text, parts.group(1));
    Anchors then = embeddable(text, parts.group(2));
    if (!first.equals(Anchors.RANDOM) && !then.equals(Anchors.RANDOM)) {
      throw new InputException(
          "arm '" + text + "': expected random anchors before or behind the change");
    }
    return new FirstThenArm(first, then, parts.group(3));
  }

  private static Anchors embeddable(String text, String part) {
    Anchors anchors = Anchors.parse(part);
    if (anchors instanceof Anchors.Centroid) {
      throw new InputException(
          "arm '" + text + "': centroids are no part of one; expected random, mean:N or medoid");
    }
    return anchors;
  }

  @Override
  public String name() {
    return first + ">" + then + "@" + when;
  }

  /** Those that it ends with. */
  @Override
  public Anchors anchors() {
    return then;
  }

  @Override
  public List<Phase> phases() {
    double share = when.equals(PATIENCE) ? 0 : Integer.parseInt(when.replace("%", "")) / 100.0;
    return List.of(new Phase(first, share), Phase.toTheEnd(then));
  }
}
