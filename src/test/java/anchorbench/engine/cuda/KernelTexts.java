package anchorbench.engine.cuda;

import anchorbench.network.NetworkSpec;
import java.util.Map;
import java.util.TreeMap;

/** What a compiler gets of each family of kernels; of a network's, what it gets for the default. */
final class KernelTexts {
  private KernelTexts() {}

  /** For an architecture, whose shared memory decides what a block keeps there. */
  static Map<String, String> of(int architecture) {
    Map<String, String> texts = new TreeMap<>();
    KernelSource.FAMILIES.forEach(family -> texts.put(family, KernelSource.of(family)));
    NetworkSpec network = NetworkSpec.DEFAULT;
    String definitions =
        FusedNetwork.definitions(
            network, FusedTiles.of(network, CardLimits.of(architecture).sharedOptIn()));
    String family = KernelSource.NETWORK_FAMILY;
    texts.put(family, definitions + KernelSource.of(family));
    return texts;
  }
}
