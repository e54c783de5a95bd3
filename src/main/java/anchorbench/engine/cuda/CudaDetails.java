package anchorbench.engine.cuda;

import anchorbench.data.LabelledImages;
import anchorbench.engine.TrainingSpec;
import anchorbench.network.Adam;
import anchorbench.network.NetworkSpec;
import anchorbench.network.TripletLoss;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import java.util.ArrayList;
import java.util.List;

/** What the usual step launches here. */
final class CudaDetails {
  /** Triplets of the usual step. */
  static final int BATCH = 128;

  private CudaDetails() {}

  static List<String> algorithms(CudaEngine engine) {
    NetworkSpec network = NetworkSpec.DEFAULT;
    TrainingSpec spec =
        new TrainingSpec(
            network, TripletLoss.DEFAULT, Adam.DEFAULT, BATCH, TrainingSpec.UNIT_PIXELS);
    LabelledImages blank =
        new LabelledImages(
            LabelledImages.allocatePixels(1, 1, network.inputs()),
            new byte[1],
            1,
            network.inputs(),
            List.of("blank"));
    List<String> lines = new ArrayList<>();
    try (var images = engine.load(blank);
        CudaTrainer trainer =
            (CudaTrainer)
                engine.newTrainer(
                    images,
                    AnchorTable.none(network.inputs()),
                    spec,
                    Weights.glorotUniform(network, 1))) {
      for (String line : trainer.algorithms()) {
        lines.add("%s, batch %d: %s".formatted(network, BATCH, line));
      }
    }
    return lines;
  }
}
