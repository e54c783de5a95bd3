package anchorbench.report;

import java.util.List;

/** What a user might pick instead: engines that are other projects'. */
final class Peers {
  private static final List<String> NAMES = List.of("nd4j", "pytorch", "tensorflow");

  private Peers() {}

  /** Whether an engine is one, in the precision that all have. */
  static boolean isFloat32Peer(String engine) {
    boolean lessPrecise = engine.endsWith(":tf32") || engine.endsWith(":bf16");
    return !lessPrecise && NAMES.contains(engine.replaceFirst(":.*", ""));
  }
}
