package anchorbench.compare;

import anchorbench.IncomparableException;
import anchorbench.machine.Machine;
import anchorbench.result.RunRecord;
import java.util.Set;

/** What two runs must have in common. */
public final class Comparability {
  private Comparability() {}

  /**
   * Whole runs.
   *
   * @throws IncomparableException naming what differs
   */
  static void require(RunRecord baseline, RunRecord contender, Axis axis) {
    require(baseline, contender.images(), contender.machine(), axis);
    if (baseline.experiment() != null && contender.experiment() != null) {
      String differences =
          contender
              .experiment()
              .protocol()
              .differences(baseline.experiment().protocol(), mayDiffer(axis));
      if (!differences.isEmpty()) {
        throw new IncomparableException("the protocols differ: " + differences);
      }
    }
  }

  /** Settings of a protocol, by name. */
  private static Set<String> mayDiffer(Axis axis) {
    if (axis.field() == null) {
      return Set.of();
    }
    String setting = axis.field().name().equals(Field.ANCHORS) ? "arms" : axis.field().name();
    return Set.of("name", setting);
  }

  /**
   * What is known of a run before it starts.
   *
   * @throws IncomparableException naming what differs
   */
  public static void require(
      RunRecord baseline, RunRecord.Images images, Machine machine, Axis axis) {
    if (baseline.images().synthetic() != images.synthetic()) {
      throw new IncomparableException(
          "synthetic images against real ones: %s and %s"
              .formatted(baseline.images().name(), images.name()));
    }
    if (!baseline.images().areThoseOf(images)) {
      throw new IncomparableException(
          "the images differ: %s (%s) and %s (%s)"
              .formatted(
                  baseline.images().name(),
                  baseline.images().sha256(),
                  images.name(),
                  images.sha256()));
    }
    boolean sameMachine =
        baseline.machine().processor().equals(machine.processor())
            && baseline.machine().processors() == machine.processors();
    if (!sameMachine && !axis.otherMachines()) {
      throw new IncomparableException(
          "the machines differ: %s and %s; compare them with --by machine"
              .formatted(baseline.machine().headline(), machine.headline()));
    }
  }
}
