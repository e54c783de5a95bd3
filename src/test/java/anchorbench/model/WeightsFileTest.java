package anchorbench.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import anchorbench.data.Shape;
import anchorbench.network.NetworkSpec;
import anchorbench.network.NetworkText;
import anchorbench.network.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsFileTest {
  @TempDir Path folder;

  @Test
  void weightsByName() throws IOException {
    Path file = folder.resolve("w.npz");
    WeightsFile.write(file, Weights.initial(NetworkSpec.parse("3-2-1"), 1));
    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertEquals(
          List.of("layer0.weight.npy", "layer0.bias.npy", "layer1.weight.npy", "layer1.bias.npy"),
          zip.stream().map(ZipEntry::getName).toList());
    }
  }

  @Test
  void convolutionsComeBackAsTheyWere() {
    NetworkSpec spec = NetworkText.parse("conv3x5 pool2 conv2x4 gap 3").on(new Shape(2, 9, 7));
    Weights weights = Weights.initial(spec, 4);
    Path file = folder.resolve("w.npz");
    WeightsFile.write(file, weights);
    assertArrayEquals(weights.values(), WeightsFile.read(file, spec).values());
  }
}
