package anchorbench.engine.cuda;

import anchorbench.data.PixelScaling;
import anchorbench.data.Shape;
import anchorbench.engine.TrainingSpec;
import anchorbench.network.DenseNetwork;
import anchorbench.network.NetworkSpec;
import anchorbench.network.NetworkText;
import anchorbench.network.PlannedLayer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a compiler gets of each family of kernels; of a network's, what it gets for the default. */
final class KernelTexts {
  private KernelTexts() {}

  /** For an architecture, whose shared memory decides what a block keeps there. */
  static Map<String, String> of(int architecture) {
    Map<String, String> texts = new TreeMap<>();
    KernelSource.FAMILIES.forEach(family -> texts.put(family, KernelSource.of(family)));
    texts.put(KernelSource.FUSED_STEP, ofNetwork(architecture, TrainingSpec.UNIT_PIXELS));
    texts.put(KernelSource.FIRST_STAGE, ofImages());
    return texts;
  }

  /** The kernels of a fused step of the default network. */
  static String ofNetwork(int architecture, PixelScaling scaling) {
    DenseNetwork network = DenseNetwork.of(NetworkSpec.DEFAULT);
    FusedTiles tiles = FusedTiles.of(network, CardLimits.of(architecture).sharedOptIn());
    return FusedNetwork.definitions(network, tiles, scaling)
        + KernelSource.of(KernelSource.FUSED_STEP);
  }

  /** The first layers of the usual convolutional network on colour images. */
  private static String ofImages() {
    List<PlannedLayer> layers = NetworkText.parse("cnn").on(new Shape(3, 32, 32)).plan().layers();
    return FirstStage.definitions(layers.getFirst(), layers.get(2).out())
        + KernelSource.of(KernelSource.FIRST_STAGE);
  }
}
