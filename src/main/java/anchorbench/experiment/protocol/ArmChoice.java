package anchorbench.experiment.protocol;

import anchorbench.experiment.arm.Arms;

/**
 * What one arm is trained with, as another experiment chose it.
 *
 * @param arm as {@link Arms#parse} reads it
 */
public record ArmChoice(String arm, Choice choice) {
  public ArmChoice {
    arm = Arms.parse(arm).name();
  }
}
