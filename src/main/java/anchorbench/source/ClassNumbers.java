package anchorbench.source;

import anchorbench.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Class numbers as files have them, and as they are here: from 0 on, without gaps. EMNIST's letters
 * begin at 1, and a part of a set may lack whole classes.
 */
final class ClassNumbers {
  /** Larger numbers are no classes, but something else that stands where labels should. */
  static final int MOST = 1 << 20;

  private final BitSet present = new BitSet();

  /**
   * @param train int32 [n], as in the files; likewise test
   */
  ClassNumbers(int[] train, int[] test) {
    BitSet inTraining = classes(train);
    BitSet inTest = classes(test);
    present.or(inTraining);
    present.or(inTest);
    require(inTraining, "training", "test");
    require(inTest, "test", "training");
    if (present.cardinality() < 2) {
      throw new InputException(
          "all labels are " + present.nextSetBit(0) + ": negatives need at least two classes");
    }
  }

  private static BitSet classes(int[] labels) {
    BitSet classes = new BitSet();
    for (int label : labels) {
      classes.set(label);
    }
    return classes;
  }

  private void require(BitSet half, String here, String there) {
    BitSet missing = (BitSet) present.clone();
    missing.andNot(half);
    if (!missing.isEmpty()) {
      throw new InputException(
          "class %s has %s images but no %s image; every class needs both, so leave its images out or add some"
              .formatted(missing.nextSetBit(0), there, here));
    }
  }

  int count() {
    return present.cardinality();
  }

  boolean areRenumbered() {
    return present.length() != count();
  }

  /** The numbers of the files, in the order of those here. */
  List<Integer> original() {
    List<Integer> numbers = new ArrayList<>();
    present.stream().forEach(numbers::add);
    return numbers;
  }

  /** One line on what was done. */
  String told() {
    List<Integer> original = original();
    int last = original.size() - 1;
    boolean run = original.getLast() - original.getFirst() == last;
    return run
        ? "labels are %s to %s: classes %s to %s are numbered from 0 here"
            .formatted(
                original.getFirst(), original.getLast(), original.getFirst(), original.getLast())
        : "labels are %s to %s with gaps: the %s classes that have images are numbered from 0 here"
            .formatted(original.getFirst(), original.getLast(), original.size());
  }

  /** The labels here, int32 [n]. */
  int[] renumbered(int[] labels) {
    int[] here = new int[present.length()];
    List<Integer> original = original();
    for (int c = 0; c < original.size(); c++) {
      here[original.get(c)] = c;
    }
    return Arrays.stream(labels).map(label -> here[label]).toArray();
  }
}
