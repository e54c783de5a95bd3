package anchorbench.engine.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import anchorbench.data.Shape;
import anchorbench.network.NetworkSpec;
import anchorbench.network.NetworkText;
import anchorbench.network.Weights;
import anchorbench.random.RandomStream;
import anchorbench.random.RngStream;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The oracle's gradient of every layer kind against central differences of a weighted sum of the
 * embedding's numbers.
 */
class LayerGradientTest {
  private static final long SEED = 11;
  private static final double H = 1e-6;

  @ParameterizedTest
  @CsvSource({
    "1,7,5,conv3x4 6",
    "3,7,5,conv3x17 pool2 6 3",
    "17,6,7,conv3x3 pool2 conv3x5 gap",
    "3,9,8,conv3x4s2p0 conv2x3p1 5",
    "1,11,13,conv5x4s3p4 conv1x3 7",
    "2,8,9,conv4x3s2 pool3s2p1 4",
    "3,9,7,conv3x4 avg2 conv3x3 avg3s2p1 5",
    "3,5,5,pool3s1p1 conv3x4 gap",
    "3,6,6,avg2 conv3x4 relu gap 8 relu 3",
    "2,3,3,conv3x5p0 4",
    "1,4,4,conv3x3 pool2 relu conv3x4 pool2 relu flatten 5",
    "1,1,9,7 6 4",
  })
  void agreesWithCentralDifferences(int channels, int height, int width, String text) {
    NetworkSpec spec = NetworkText.parse(text).on(new Shape(channels, height, width));
    RandomStream random = new RandomStream(SEED, RngStream.BENCHMARK, 5);
    float[] values = Weights.initial(spec, SEED).values();
    for (int i = 0; i < values.length; i++) {
      // Biases, too, must be off zero.
      values[i] += (float) random.between(-0.1, 0.1);
    }
    float[] input = numbers(random, spec.inputs());
    float[] weights = numbers(random, spec.outputs());
    ReferenceNetwork network = new ReferenceNetwork(spec, values);
    double[] upper = new double[weights.length];
    for (int j = 0; j < upper.length; j++) {
      upper[j] = weights[j];
    }
    double[] gradient = new double[values.length];
    network.backward(network.forward(input), upper, gradient);
    for (int i = 0; i < values.length; i++) {
      double before = network.parameters[i];
      network.parameters[i] = before + H;
      double above = sum(network, input, weights);
      network.parameters[i] = before - H;
      double below = sum(network, input, weights);
      network.parameters[i] = before;
      double difference = (above - below) / (2 * H);
      // No kink lies within H of these numbers: what is left is rounding, 1e-16 of a sum by H.
      assertEquals(
          difference,
          gradient[i],
          1e-8 + 1e-7 * Math.abs(difference),
          String.format(Locale.ROOT, "%s, parameter %d, seed %d", text, i, SEED));
    }
  }

  private static float[] numbers(RandomStream random, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.between(-1, 1);
    }
    return numbers;
  }

  private static double sum(ReferenceNetwork network, float[] input, float[] weights) {
    double[][] activations = network.forward(input);
    double[] embedding = activations[activations.length - 1];
    double sum = 0;
    for (int j = 0; j < weights.length; j++) {
      sum += weights[j] * embedding[j];
    }
    return sum;
  }
}
