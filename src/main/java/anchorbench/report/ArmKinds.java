package anchorbench.report;

import anchorbench.matrix.Cell;
import anchorbench.matrix.Matrix;
import java.util.List;

/** Kinds of arms of a matrix, so that each has the same name and colour in all of its charts. */
final class ArmKinds {
  private final String baseline;
  private final List<String> all;

  ArmKinds(Matrix matrix) {
    baseline = matrix.cells().getFirst().baseline();
    all = matrix.cells().stream().map(this::of).distinct().toList();
  }

  /** What most cells are compared with; titles name it. */
  String baseline() {
    return baseline;
  }

  String of(Cell cell) {
    return cell.kind() + against(cell.baseline());
  }

  /** What is compared with another baseline says so. */
  String against(String other) {
    return other.equals(baseline) ? "" : " against " + other;
  }

  /** The first colour is the baseline's wherever arms have colours. */
  String colour(String kind) {
    return Palette.series(all.indexOf(kind) + 1);
  }
}
