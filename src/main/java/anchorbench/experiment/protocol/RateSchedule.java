package anchorbench.experiment.protocol;

import anchorbench.InputException;
import java.util.Locale;

/**
 * What becomes of the learning rate, epoch by epoch; each phase of a training begins with all of
 * it.
 */
public sealed interface RateSchedule {
  /**
   * The factor on the rate that was chosen.
   *
   * @param epoch of the phase, from 0
   * @param epochs of the phase, at most
   * @param plateaus how often validation has stood still
   */
  double factor(int epoch, int epochs, int plateaus);

  /** Validated epochs without a better one that are a plateau; 0 if none is looked for. */
  default int plateauEpochs() {
    return 0;
  }

  /** The rate stays as it is. */
  record Constant() implements RateSchedule {
    @Override
    public double factor(int epoch, int epochs, int plateaus) {
      return 1;
    }

    @Override
    public String toString() {
      return "constant";
    }
  }

  /** Half a cosine down to 0 behind the last epoch (Loshchilov and Hutter 2017, eq. 5). */
  record Cosine() implements RateSchedule {
    @Override
    public double factor(int epoch, int epochs, int plateaus) {
      return (1 + Math.cos(Math.PI * epoch / epochs)) / 2;
    }

    @Override
    public String toString() {
      return "cosine";
    }
  }

  /**
   * A third of the rate whenever validation has not risen for so many epochs, from the next epoch
   * on that is validated.
   */
  record Plateau(int epochs) implements RateSchedule {
    private static final double FACTOR = 1 / 3.0;

    @Override
    public double factor(int epoch, int all, int plateaus) {
      return Math.pow(FACTOR, plateaus);
    }

    @Override
    public int plateauEpochs() {
      return epochs;
    }

    @Override
    public String toString() {
      return "plateau:" + epochs;
    }
  }

  /**
   * @param text {@code constant}, {@code cosine} or {@code plateau:N}
   * @throws InputException for anything else
   */
  static RateSchedule parse(String text) {
    String word = text.strip().toLowerCase(Locale.ROOT);
    if (word.equals("constant")) {
      return new Constant();
    }
    if (word.equals("cosine")) {
      return new Cosine();
    }
    if (word.matches("plateau:[1-9][0-9]{0,5}")) {
      return new Plateau(Integer.parseInt(word.substring("plateau:".length())));
    }
    throw new InputException(
        "schedule '"
            + text
            + "' unknown; expected constant, cosine or plateau:N (N epochs from 1)");
  }
}
