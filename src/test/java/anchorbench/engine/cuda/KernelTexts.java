package anchorbench.engine.cuda;

import anchorbench.data.PixelScaling;
import anchorbench.engine.TrainingSpec;
import anchorbench.network.DenseNetwork;
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
    String family = KernelSource.NETWORK_FAMILY;
    texts.put(family, ofNetwork(architecture, TrainingSpec.UNIT_PIXELS));
    return texts;
  }

  /** The kernels of a fused step of the default network. */
  static String ofNetwork(int architecture, PixelScaling scaling) {
    DenseNetwork network = DenseNetwork.of(NetworkSpec.DEFAULT);
    FusedTiles tiles = FusedTiles.of(network, CardLimits.of(architecture).sharedOptIn());
    return FusedNetwork.definitions(network, tiles, scaling)
        + KernelSource.of(KernelSource.NETWORK_FAMILY);
  }
}
