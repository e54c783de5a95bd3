package anchorbench.experiment.protocol;

/** What one arm is trained with, as another experiment chose it. */
public record ArmChoice(String arm, Choice choice) {}
