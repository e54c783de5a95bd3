package anchorbench.experiment.protocol;

import anchorbench.InputException;

/**
 * Which network of a training is tested, chosen without the test images.
 *
 * @param validation what each epoch is judged by
 * @param validationShare of the training images (the last ones), or of the pool's triplets, that is
 *     not trained on
 * @param patience epochs without a better validation after which training stops; 0 never stops
 * @param keep which epoch's network is tested
 * @param cadence which epochs are validated
 */
public record ValidationSettings(
    JudgedBy validation, double validationShare, int patience, Keep keep, Cadence cadence) {
  public ValidationSettings {
    cadence = cadence == null ? Cadence.EACH_EPOCH : cadence;
    InputException.require(
        validation == JudgedBy.NONE || (validationShare > 0 && validationShare < 1),
        "validation share " + validationShare + ": expected a number between 0 and 1");
    InputException.require(patience >= 0, "patience " + patience + ": expected at least 0");
    InputException.require(
        validation != JudgedBy.NONE || (patience == 0 && keep == Keep.LAST),
        "without validation nothing can stop early or be best: patience 0, keep LAST");
  }
}
