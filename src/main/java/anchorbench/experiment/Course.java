package anchorbench.experiment;

import anchorbench.experiment.arm.Arm;
import anchorbench.experiment.arm.Phase;
import anchorbench.experiment.protocol.Protocol;
import anchorbench.experiment.protocol.RateSchedule;
import java.util.List;

/**
 * The way of one training through its epochs: which phase of its arm it is in, at what rate it
 * learns, when it is over. It knows no network, only which epochs were better than all before.
 */
final class Course {
  private final List<Phase> phases;
  private final RateSchedule schedule;
  private final int epochs;
  private final int patience;
  private int phase;

  /** Epochs that are done; those done when the phase, the wait and the plateau began. */
  private int done;

  private int phaseBegan;
  private int waitBegan;
  private int plateauBegan;
  private int plateaus;
  private boolean over;

  Course(Arm arm, Protocol protocol, int epochs) {
    phases = arm.phases();
    schedule = protocol.training().rates();
    this.epochs = epochs;
    patience = protocol.validation().patience();
    over = epochs == 0;
  }

  boolean isOver() {
    return over;
  }

  /** Who trains in the next epoch. */
  Arm arm() {
    return phases.get(phase).arm();
  }

  /** Factor on the chosen learning rate in the next epoch. */
  double rateFactor() {
    return schedule.factor(done - phaseBegan, lastEpochOfPhase() - phaseBegan, plateaus);
  }

  /** The bound that the phase has, where it does not end by patience. */
  private int lastEpochOfPhase() {
    Phase now = phases.get(phase);
    return now.endsByPatience() ? epochs : Math.max(phaseBegan + 1, now.lastOf(epochs));
  }

  /**
   * An epoch is done.
   *
   * @param judged whether it was validated
   * @param better whether it was better than all before; true where there is no validation
   */
  void advance(boolean judged, boolean better) {
    done++;
    if (better) {
      waitBegan = done;
      plateauBegan = done;
    }
    boolean last = phase == phases.size() - 1;
    boolean impatient = judged && patience > 0 && done - waitBegan >= patience;
    if (done >= epochs || (last && impatient)) {
      over = true;
    } else if (!last
        && (phases.get(phase).endsByPatience() ? impatient : done >= lastEpochOfPhase())) {
      phase++;
      begin();
    } else if (judged
        && schedule.plateauEpochs() > 0
        && done - plateauBegan >= schedule.plateauEpochs()) {
      plateaus++;
      plateauBegan = done;
    }
  }

  private void begin() {
    phaseBegan = done;
    waitBegan = done;
    plateauBegan = done;
    plateaus = 0;
  }
}
