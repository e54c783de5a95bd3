package anchorbench.data;

import anchorbench.InputException;
import java.util.Arrays;
import java.util.List;

/** The positions of every class's images, in storage order (a counting sort of the labels). */
public final class ClassIndex {
  private final int[] order;
  private final int[] start;
  private final List<String> names;

  public ClassIndex(ImageSet images) {
    names = images.classNames();
    start = new int[images.classes() + 1];
    for (int i = 0; i < images.count(); i++) {
      start[images.label(i) + 1]++;
    }
    for (int c = 0; c < images.classes(); c++) {
      start[c + 1] += start[c];
    }
    order = new int[images.count()];
    int[] next = start.clone();
    for (int i = 0; i < images.count(); i++) {
      order[next[images.label(i)]++] = i;
    }
  }

  public int classes() {
    return start.length - 1;
  }

  public int count() {
    return order.length;
  }

  public int size(int clazz) {
    return start[clazz + 1] - start[clazz];
  }

  public String name(int clazz) {
    return names.get(clazz);
  }

  /** Images of the class that has fewest; 0 if one has none. */
  public int smallestClassSize() {
    int smallest = Integer.MAX_VALUE;
    for (int c = 0; c < classes(); c++) {
      smallest = Math.min(smallest, size(c));
    }
    return smallest;
  }

  /** Position of the {@code rank}-th image of a class. */
  public int image(int clazz, int rank) {
    return order[start[clazz] + rank];
  }

  /** Copy of all positions, class by class, int32 [count]. */
  public int[] order() {
    return order.clone();
  }

  /** Copy of where each class begins in {@link #order}, and the end; int32 [classes + 1]. */
  public int[] starts() {
    return start.clone();
  }

  /**
   * Positions of each class's first images, class by class.
   *
   * @param counts int32 [classes], at most the classes' sizes
   */
  public int[] firstOfEach(int[] counts) {
    int[] chosen = new int[Arrays.stream(counts).sum()];
    for (int c = 0, next = 0; c < counts.length; next += counts[c++]) {
      System.arraycopy(order, start[c], chosen, next, counts[c]);
    }
    return chosen;
  }

  /** Position of the {@code rank}-th image that is not of the class; ranks follow the classes. */
  public int imageOfOtherClass(int clazz, int rank) {
    return order[rank < start[clazz] ? rank : rank + size(clazz)];
  }

  /**
   * Checks that triplets can be drawn and means taken.
   *
   * @param what names the images in the message
   * @throws InputException if a class has no image or there is only one class
   */
  public void requireEveryClass(String what) {
    if (classes() < 2) {
      throw new InputException(
          what + ": " + classes() + " class found; negatives need at least two");
    }
    for (int c = 0; c < classes(); c++) {
      if (size(c) == 0) {
        throw new InputException(
            what
                + ": class "
                + name(c)
                + " has no image; add some, or leave the class out of the others");
      }
    }
  }
}
