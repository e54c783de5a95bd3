package anchorbench.data;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a reader found besides the images themselves.
 *
 * @param formats images by the format of their files, e.g. {@code JPEG}
 * @param sizes images by height and width before they were scaled, e.g. {@code 120x80}
 * @param notes what a person should know, a sentence each
 */
public record Findings(
    Map<String, Integer> formats, Map<String, Integer> sizes, List<String> notes) {
  public Findings {
    formats = new TreeMap<>(formats);
    sizes = new TreeMap<>(sizes);
    notes = List.copyOf(notes);
  }

  /** Of images of one size, all in one format. */
  static Findings uniform(String format, ImageSet train, ImageSet test) {
    int images = train.count() + test.count();
    return new Findings(
        Map.of(format, images),
        Map.of(train.shape().height() + "x" + train.shape().width(), images),
        List.of());
  }
}
