package anchorbench.experiment.arm;

import anchorbench.InputException;
import anchorbench.triplet.Anchors;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One arm first, another after: {@code mean:30>random@30%} changes behind three tenths of all
 * epochs, {@code mean:30>random@patience} when validation has stopped rising. Means ask for less
 * early, images have more variety late; and a miner of hard triplets may need a network that has
 * learnt something.
 *
 * <p>With a change the learning rate begins anew, and patience waits for it. {@code
 * random>random@30%} changes nothing else: it is the control.
 */
record FirstThenArm(Arm first, Arm then, String when) implements Arm {
  private static final String PATIENCE = "patience";
  private static final Pattern TEXT = Pattern.compile("([^>]+)>([^>]+)@(patience|[1-9][0-9]?%)");

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
    Arm first = part(text, parts.group(1));
    Arm then = part(text, parts.group(2));
    if (!first.anchors().equals(Anchors.RANDOM) && !then.anchors().equals(Anchors.RANDOM)) {
      throw new InputException(
          "arm '" + text + "': expected images as anchors before or behind the change");
    }
    return new FirstThenArm(first, then, parts.group(3));
  }

  private static Arm part(String text, String name) {
    Arm arm = Arms.parse(name);
    if (arm.anchors() instanceof Anchors.Centroid) {
      throw new InputException(
          "arm '" + text + "': centroids are no part of one; expected another arm");
    }
    return arm;
  }

  @Override
  public String name() {
    return first.name() + ">" + then.name() + "@" + when;
  }

  /** Those that it ends with. */
  @Override
  public Anchors anchors() {
    return then.anchors();
  }

  @Override
  public int smallestBatch() {
    return Math.max(first.smallestBatch(), then.smallestBatch());
  }

  @Override
  public boolean hasItsOwnLoss() {
    return first.hasItsOwnLoss() || then.hasItsOwnLoss();
  }

  /** The same change of the learning rate, with the later arm on both sides of it. */
  @Override
  public Arm control() {
    return first.equals(then) ? null : new FirstThenArm(then, then, when);
  }

  @Override
  public List<Phase> phases() {
    double share = when.equals(PATIENCE) ? 0 : Integer.parseInt(when.replace("%", "")) / 100.0;
    return List.of(new Phase(first, share), Phase.toTheEnd(then));
  }
}
