package anchorbench.triplet;

import anchorbench.InputException;
import java.util.Locale;

/** What stands first in a triplet. */
public sealed interface Anchors {
  /** A random image of the positive's class, other than the positive where there are two. */
  record RandomImage() implements Anchors {
    @Override
    public String toString() {
      return "random";
    }
  }

  /**
   * The mean of the class's first images.
   *
   * @param perClass how many images; {@link #ALL} for all
   */
  record ClassMean(int perClass) implements Anchors {
    @Override
    public String toString() {
      return perClass == ALL ? "mean:all" : "mean:" + perClass;
    }
  }

  /**
   * One image of the class that stands in its middle: the one whose squared distances to all others
   * of the class have the smallest sum, which is the one nearest to their mean.
   */
  record Medoid() implements Anchors {
    @Override
    public String toString() {
      return "medoid";
    }
  }

  /** The mean of the class's embeddings: a point that no image has. */
  record Centroid() implements Anchors {
    @Override
    public String toString() {
      return "centroid";
    }
  }

  Anchors RANDOM = new RandomImage();
  Anchors CENTROID = new Centroid();

  /** Stands for every image of a class. */
  int ALL = 0;

  /** The original's number of images in a mean. */
  int DEFAULT_PER_CLASS = 30;

  /**
   * @param text {@code random}, {@code mean}, {@code mean:N}, {@code mean:all}, {@code medoid} or
   *     {@code centroid}
   * @throws InputException for anything else
   */
  static Anchors parse(String text) {
    String word = text.strip().toLowerCase(Locale.ROOT);
    if (word.equals("random")) {
      return RANDOM;
    }
    if (word.equals("mean")) {
      return new ClassMean(DEFAULT_PER_CLASS);
    }
    if (word.equals("medoid")) {
      return new Medoid();
    }
    if (word.equals("centroid")) {
      return CENTROID;
    }
    if (word.equals("mean:all")) {
      return new ClassMean(ALL);
    }
    if (word.matches("mean:[1-9][0-9]{0,8}")) {
      return new ClassMean(Integer.parseInt(word.substring(5)));
    }
    throw new InputException(
        "anchors '"
            + text
            + "' unknown; expected random, mean, mean:N (N from 1), mean:all,"
            + " medoid or centroid");
  }
}
