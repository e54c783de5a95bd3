package anchorbench.experiment.protocol;

/** What a trial trains with: margin of the loss, and learning rate of Adam. */
public record Choice(float margin, double learningRate) {}
