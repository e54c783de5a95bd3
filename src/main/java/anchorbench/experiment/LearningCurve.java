package anchorbench.experiment;

import anchorbench.experiment.protocol.JudgedBy;
import anchorbench.experiment.protocol.Protocol;
import java.util.Arrays;
import java.util.List;

/**
 * The validation of the best network so far, over the epochs of one trial: what would be kept if
 * training ended there. Between two judged epochs it is a line; behind the last it stays.
 */
public final class LearningCurve {
  /** Judged, from 0 on, rising. */
  private final double[] epochs;

  private final double[] best;

  /** Of training, at the end of each epoch; entry 0 is 0. */
  private final double[] seconds;

  private LearningCurve(double[] epochs, double[] best, double[] seconds) {
    this.epochs = epochs;
    this.best = best;
    this.seconds = seconds;
  }

  /**
   * @param trials which validated images, the untrained network first
   */
  public static List<LearningCurve> of(List<Trial> trials) {
    return trials.stream().map(trial -> of(trial.epochs())).toList();
  }

  /** Whether trials have what a curve is made of: records of before lack its beginning. */
  static boolean areKnown(Protocol protocol, List<Trial> trials) {
    return protocol.validation().validation() == JudgedBy.IMAGES
        && !trials.isEmpty()
        && trials.stream()
            .map(Trial::epochs)
            .allMatch(each -> !each.elapsed().isEmpty() && each.judged().contains(0));
  }

  private static LearningCurve of(Trial.Epochs trial) {
    int judged = trial.judged().size();
    double[] epochs = new double[judged];
    double[] best = new double[judged];
    for (int i = 0; i < judged; i++) {
      epochs[i] = trial.judged().get(i);
      double value = trial.validation().get(i);
      best[i] = i == 0 ? value : Math.max(best[i - 1], value);
    }
    double[] seconds = new double[trial.elapsed().size() + 1];
    for (int epoch = 1; epoch < seconds.length; epoch++) {
      seconds[epoch] = trial.elapsed().get(epoch - 1);
    }
    return new LearningCurve(epochs, best, seconds);
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  double untrained() {
    return best[0];
  }

  public double highest() {
    return best[best.length - 1];
  }

  /** The last that was judged. */
  public double lastEpoch() {
    return epochs[epochs.length - 1];
  }

  /** Epochs behind which validation is at {@code target}; NaN if it never is. */
  double epochsTo(double target) {
    for (int i = 0; i < best.length; i++) {
      if (best[i] >= target) {
        return i == 0 ? 0 : between(best[i - 1], best[i], target, epochs[i - 1], epochs[i]);
      }
    }
    return Double.NaN;
  }

  /** Validation behind so many epochs, in parts of them too. */
  public double at(double epoch) {
    int i = 0;
    while (i < epochs.length && epochs[i] < epoch) {
      i++;
    }
    if (i == epochs.length) {
      return highest();
    }
    return i == 0 ? best[0] : between(epochs[i - 1], epochs[i], epoch, best[i - 1], best[i]);
  }

  /**
   * Seconds of training for so many epochs, in parts of them too; behind the last at the mean pace.
   */
  public double secondsTo(double epoch) {
    int last = seconds.length - 1;
    if (epoch >= last) {
      return seconds[last] * epoch / last;
    }
    int whole = (int) epoch;
    return seconds[whole] + (epoch - whole) * (seconds[whole + 1] - seconds[whole]);
  }

  /** Epochs for which there is time in so many seconds, in parts of them too. */
  double epochsIn(double time) {
    int i = 0;
    while (i < seconds.length && seconds[i] < time) {
      i++;
    }
    return i == 0 || i == seconds.length
        ? i
        : between(seconds[i - 1], seconds[i], time, i - 1.0, i);
  }

  private static double between(double x0, double x1, double x, double y0, double y1) {
    return y0 + (y1 - y0) * (x - x0) / (x1 - x0);
  }
}
