package anchorbench.engine.nd4j;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.data.Shape;
import anchorbench.network.NetworkSpec;
import anchorbench.network.NetworkText;
import anchorbench.network.Weights;
import anchorbench.network.layer.Window;
import anchorbench.random.RandomStream;
import anchorbench.random.RngStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Nd4jNetworkTest {
  private static final long SEED = 20_261_127;
  private static final int ROWS = 21;

  /**
   * Products of windows and ND4J's own operation, which only cards take, are one convolution; so
   * they are with columns that are kept and with those that are written anew, because so many rows
   * have no room.
   */
  @ParameterizedTest
  @CsvSource({
    "1,9,7,conv3x1 pool2 4",
    "3,11,13,conv5x19s2p0 conv2x17p1 7",
    "4,20,9,conv5x17s5p4 conv3x8 gap",
    "2,8,8,avg2 conv1x16 conv3x5 gap 12 5",
    "3,9,9,conv3x8 pool3s2p1 conv1x12 avg3s2p1 6"
  })
  void bothFormsOfAConvolutionAgree(int channels, int height, int width, String text) {
    NetworkSpec spec = NetworkText.parse(text).on(new Shape(channels, height, width));
    Weights weights = Weights.initial(spec, SEED);
    float[] expected = gradient(weights, ROWS, true);
    float largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertTrue(largest > 0);
    for (int capacity : new int[] {ROWS, 100_000}) {
      assertArrayEquals(expected, gradient(weights, capacity, false), 1e-5f * largest);
    }
  }

  private static float[] gradient(Weights weights, int capacity, boolean onCard) {
    NetworkSpec spec = weights.spec();
    try (Nd4jNetwork network = new Nd4jNetwork(weights, capacity, true, onCard)) {
      Arrays4j.fill(network.input(), numbers(ROWS * spec.inputs(), 1));
      network.forward(ROWS);
      Arrays4j.fill(network.deltas(), numbers(ROWS * spec.outputs(), 2));
      network.backward(ROWS);
      return network.gradientOfWeights().values();
    }
  }

  private static float[] numbers(int count, int stream) {
    RandomStream random = new RandomStream(SEED, RngStream.BENCHMARK, stream);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.between(-1, 1);
    }
    return numbers;
  }

  /** Images of 4x4 in windows of 2, one NaN in the second. */
  @ParameterizedTest
  @CsvSource({"2", "3", "6", "7"})
  void aMaximumDoesNotLoseANan(int place) {
    float[] images = numbers(32, 3);
    images[16 + place] = Float.NaN;
    float[] largest = pooled(images);
    for (int i = 0; i < largest.length; i++) {
      assertEquals(i == 4 + 1, Float.isNaN(largest[i]), "window " + i + ": " + largest[i]);
    }
  }

  @Test
  void anInfinityIsAMaximumLikeAnother() {
    float[] images = numbers(32, 4);
    images[0] = Float.POSITIVE_INFINITY;
    images[2] = Float.NEGATIVE_INFINITY;
    float[] largest = pooled(images);
    assertEquals(Float.POSITIVE_INFINITY, largest[0]);
    assertEquals(Math.max(images[3], Math.max(images[6], images[7])), largest[1]);
  }

  private static float[] pooled(float[] images) {
    try (KeptArrays arrays = new KeptArrays()) {
      Nd4jActivations in = Nd4jActivations.allocate(arrays, Shape.grey(4, 4), 2, false);
      Nd4jActivations out = Nd4jActivations.allocate(arrays, Shape.grey(2, 2), 2, false);
      Arrays4j.fill(in.values(), images);
      new Nd4jMaxPool(Nd4jPool.largest(new Window(2, 2, 0), in, out), in).on(2).forward();
      return Arrays4j.toRead(out.values()).toArray(JAVA_FLOAT);
    }
  }
}
