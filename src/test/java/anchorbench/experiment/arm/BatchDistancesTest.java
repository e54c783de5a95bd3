package anchorbench.experiment.arm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchDistancesTest {
  /** Rounding is that of one sum after the other: the same bits. */
  @ParameterizedTest
  @CsvSource({"1,1", "5,3", "37,64", "384,64"})
  void everyDistanceIsTheSumOverItsDimensions(int images, int width) {
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    float[] embeddings = new float[images * width];
    for (int i = 0; i < embeddings.length; i++) {
      embeddings[i] = (float) random.nextGaussian();
    }
    BatchDistances distances = new BatchDistances(embeddings, width);
    for (int i = 0; i < images; i++) {
      float[] squared = distances.from(i);
      for (int j = 0; j < images; j++) {
        float sum = 0;
        for (int d = 0; d < width; d++) {
          float difference = embeddings[i * width + d] - embeddings[j * width + d];
          sum += difference * difference;
        }
        assertEquals(sum, squared[j], "from " + i + " to " + j);
      }
    }
  }
}
