package anchorbench.experiment.arm;

import anchorbench.InputException;
import anchorbench.triplet.Anchors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The list of arms. */
public final class Arms {
  private static final Map<String, Supplier<Arm>> FIXED = fixed();

  private Arms() {}

  private static Map<String, Supplier<Arm>> fixed() {
    Map<String, Supplier<Arm>> arms = new LinkedHashMap<>();
    arms.put("random", RandomArm::new);
    arms.put("medoid", () -> new MedoidArm(new Anchors.Medoid()));
    arms.put("centroid", CentroidArm::new);
    arms.put("semi-hard", SemiHardArm::new);
    arms.put("batch-hard", () -> BatchHardArm.parse("batch-hard"));
    arms.put("centroid-triplet", CentroidTripletArm::new);
    return arms;
  }

  /** As they are written, N standing for a number of images; the usual baseline first. */
  public static List<String> names() {
    List<String> names = new ArrayList<>(FIXED.keySet());
    names.addAll(1, List.of("mean:N", "mean:all"));
    names.add("batch-hard:K");
    names.add("mean:N>random@30%");
    names.add("mean:N>random@patience");
    return names;
  }

  /**
   * @throws InputException if there is no such arm
   */
  public static Arm parse(String text) {
    String word = text.strip().toLowerCase(java.util.Locale.ROOT);
    if (FIXED.containsKey(word)) {
      return FIXED.get(word).get();
    }
    Arm batchHard = BatchHardArm.parse(word);
    if (batchHard != null) {
      return batchHard;
    }
    if (word.contains(">")) {
      return FirstThenArm.parse(text);
    }
    if (word.startsWith("mean") && Anchors.parse(word) instanceof Anchors.ClassMean mean) {
      return new MeanArm(mean);
    }
    throw new InputException(
        "arm '" + text + "' unknown; expected one of " + String.join(", ", names()));
  }
}
