package anchorbench.experiment.protocol;

import anchorbench.InputException;
import java.util.List;

/**
 * Which of the images take part, and what is wrong with their labels.
 *
 * @param imagesPerClass the first so many of each class that is trained on, behind the split for
 *     validation; 0 for all
 * @param labelNoise share of the images that are trained on whose label becomes one of another
 *     class; validation and test images keep theirs
 * @param unseenClasses by number, classes that are neither trained on nor validated with: the test
 *     asks about them alone
 */
public record SubsetSettings(int imagesPerClass, double labelNoise, List<Integer> unseenClasses) {
  /** All images as they are. */
  public static final SubsetSettings ALL = new SubsetSettings(0, 0, List.of());

  public SubsetSettings {
    unseenClasses =
        unseenClasses == null ? List.of() : unseenClasses.stream().sorted().distinct().toList();
    InputException.require(
        imagesPerClass >= 0, "images per class: expected at least 1, or 0 for all");
    InputException.require(
        labelNoise >= 0 && labelNoise < 1,
        "label noise " + labelNoise + ": expected a share from 0 on, below 1");
    InputException.require(
        unseenClasses.isEmpty() || unseenClasses.size() >= 2,
        "unseen classes " + unseenClasses + ": expected at least two, to tell one from another");
  }
}
