package anchorbench.experiment.protocol;

import anchorbench.InputException;

/**
 * What the test images are asked.
 *
 * @param testTripletsPerClass triplets of each class that a test draws from the test images
 * @param neighbours k of the nearest-neighbour classifier
 */
public record TestSettings(int testTripletsPerClass, int neighbours) {
  public TestSettings {
    InputException.require(
        testTripletsPerClass >= 1, "test triplets per class: expected at least 1");
    InputException.require(neighbours >= 1, "neighbours: expected at least 1");
  }
}
