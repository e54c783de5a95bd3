package anchorbench.experiment;

import anchorbench.InputException;
import anchorbench.experiment.protocol.Protocol;
import anchorbench.triplet.Anchors;
import java.util.List;

/**
 * What a folder has from before, against what is asked for. A folder goes on with its own protocol
 * and images, but a file may have been copied there: a part whose settings or tests are others
 * would be seen at the end alone.
 */
final class FoundPart {
  private FoundPart() {}

  /**
   * @throws InputException naming the part, if it was trained with another margin or rate, or lacks
   *     a test
   */
  static void requireFits(Part<?> part, Object found, Protocol protocol) {
    switch (found) {
      case Trial trial -> {
        if (part instanceof Part.OneTrial asked) {
          requireSettings(asked, trial);
        }
        requireTests(part, trial.scores(), protocol);
      }
      case Experiment.Untrained untrained -> requireTests(part, untrained.scores(), protocol);
      case Scores scores -> requireTests(part, scores, protocol);
      default -> {
        // A candidate's name has its margin and rate.
      }
    }
  }

  private static void requireSettings(Part.OneTrial part, Trial found) {
    InputException.require(
        found.choice().equals(part.choice()),
        "%s was trained with margin %s and learning rate %s, and here %s and %s are chosen: %s"
            .formatted(
                part.name(),
                found.choice().margin(),
                found.choice().learningRate(),
                part.choice().margin(),
                part.choice().learningRate(),
                cure(part)));
  }

  private static void requireTests(Part<?> part, Scores scores, Protocol protocol) {
    if (scores != null) {
      List<String> tests = scores.triplets().stream().map(Scores.Triplets::anchors).toList();
      for (Anchors anchors : protocol.testAnchors()) {
        InputException.require(
            tests.contains(anchors.toString()),
            "%s was not tested with %s anchors: %s".formatted(part.name(), anchors, cure(part)));
      }
    }
  }

  private static String cure(Part<?> part) {
    return "it is another experiment's; delete trials/%s.json, and it is made again"
        .formatted(part.name());
  }
}
