package anchorbench.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Embeddings on a plane: their first two principal components (Pearson 1901), around the mean.
 * Distances in it are never larger than in the space.
 *
 * @param classes of each point
 * @param x along the direction of most variance; likewise y along the next
 * @param share of the variance that the plane shows
 */
public record PlaneMap(List<Integer> classes, List<Double> x, List<Double> y, double share) {
  private static final double DIGITS = 1e4;

  public PlaneMap {
    classes = List.copyOf(classes);
    x = List.copyOf(x);
    y = List.copyOf(y);
  }

  /**
   * The plane of all embeddings, and on it the first members of each class.
   *
   * @param embeddings of width 1 have all y 0
   * @param labels int32 [n], of the rows
   * @param perClass points of a class at the most
   */
  public static PlaneMap of(Rows embeddings, int[] labels, int perClass) {
    double[] means = Moments.means(embeddings);
    PrincipalAxes axes = PrincipalAxes.of(embeddings, means);
    List<Integer> classes = new ArrayList<>();
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    int[] drawn = new int[Arrays.stream(labels).max().orElse(-1) + 1];
    for (Rows.Block block : embeddings.blocks()) {
      for (int i = block.first(); i < block.first() + block.count(); i++) {
        if (drawn[labels[i]]++ < perClass) {
          classes.add(labels[i]);
          x.add(coordinate(axes.first(), block, i, means));
          y.add(coordinate(axes.second(), block, i, means));
        }
      }
    }
    return new PlaneMap(classes, x, y, axes.share());
  }

  private static double coordinate(double[] axis, Rows.Block block, int row, double[] means) {
    double along = PrincipalAxes.along(axis, block.values(), block.at(row), means);
    return Math.round(along * DIGITS) / DIGITS;
  }

  /**
   * This map turned, and mirrored if need be, so that its points lie as near as they can to those
   * of another map of the same images (orthogonal Procrustes, Schoenemann 1966): principal
   * components have no sign, so two maps could not be compared otherwise.
   */
  public PlaneMap towards(PlaneMap other) {
    double xx = 0;
    double xy = 0;
    double yx = 0;
    double yy = 0;
    for (int i = 0; i < x.size(); i++) {
      xx += x.get(i) * other.x.get(i);
      xy += x.get(i) * other.y.get(i);
      yx += y.get(i) * other.x.get(i);
      yy += y.get(i) * other.y.get(i);
    }
    double turned = Math.hypot(xx + yy, xy - yx);
    double mirrored = Math.hypot(xx - yy, xy + yx);
    double side = turned >= mirrored ? 1 : -1;
    double angle = Math.atan2(xy - side * yx, xx + side * yy);
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    List<Double> newX = new ArrayList<>();
    List<Double> newY = new ArrayList<>();
    for (int i = 0; i < x.size(); i++) {
      double v = side * y.get(i);
      newX.add(cos * x.get(i) - sin * v);
      newY.add(sin * x.get(i) + cos * v);
    }
    return new PlaneMap(classes, newX, newY, share);
  }
}
