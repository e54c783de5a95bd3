package anchorbench.experiment;

import anchorbench.experiment.Tuning.Candidate;
import anchorbench.experiment.protocol.Choice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The difference between two arms at each margin and learning rate that both were tuned on: whether
 * a difference is one of the arms or of the settings.
 *
 * @param arm that is compared
 * @param epochs that each trial had, at most
 * @param cells one for each setting
 */
public record ResponseSurface(String baseline, String arm, int epochs, List<Cell> cells) {
  public ResponseSurface {
    cells = List.copyOf(cells);
  }

  /**
   * A setting.
   *
   * @param baseline mean precision at 1 of the seeds' best epochs; likewise arm
   * @param brokenBaseline seeds that diverged or collapsed; likewise brokenArm
   */
  public record Cell(
      Choice choice, double baseline, double arm, long brokenBaseline, long brokenArm) {
    public double difference() {
      return arm - baseline;
    }
  }

  /** Of every arm but the first, of the shortest round and the longest where there are two. */
  public static List<ResponseSurface> of(List<Tuning> tunings) {
    List<ResponseSurface> surfaces = new ArrayList<>();
    for (Tuning tuning : tunings.subList(Math.min(1, tunings.size()), tunings.size())) {
      Tuning first = tunings.getFirst();
      surfaces.add(of(first, tuning, Tuning::firstRound));
      if (first.firstRound().getFirst().roundEpochs()
          != first.lastRound().getFirst().roundEpochs()) {
        surfaces.add(of(first, tuning, Tuning::lastRound));
      }
    }
    return surfaces;
  }

  private static ResponseSurface of(
      Tuning baseline, Tuning arm, Function<Tuning, List<Candidate>> round) {
    Map<Choice, Candidate> ofBaseline = new LinkedHashMap<>();
    round.apply(baseline).forEach(each -> ofBaseline.put(each.choice(), each));
    List<Cell> cells = new ArrayList<>();
    for (Candidate each : round.apply(arm)) {
      Candidate before = ofBaseline.get(each.choice());
      if (before != null) {
        cells.add(
            new Cell(each.choice(), before.mean(), each.mean(), before.broken(), each.broken()));
      }
    }
    return new ResponseSurface(
        baseline.arm(), arm.arm(), round.apply(arm).getFirst().roundEpochs(), cells);
  }

  /** Cells in which the arm is ahead. */
  public long ahead() {
    return cells.stream().filter(cell -> cell.difference() > 0).count();
  }

  /** Rising. */
  public List<Float> margins() {
    return cells.stream().map(cell -> cell.choice().margin()).sorted().distinct().toList();
  }

  /** Rising. */
  public List<Double> rates() {
    return cells.stream().map(cell -> cell.choice().learningRate()).sorted().distinct().toList();
  }

  /** Null where there is no such setting. */
  public Cell at(float margin, double rate) {
    Choice choice = new Choice(margin, rate);
    return cells.stream().filter(cell -> cell.choice().equals(choice)).findFirst().orElse(null);
  }
}
