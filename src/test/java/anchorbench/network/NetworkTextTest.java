package anchorbench.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.InputException;
import anchorbench.data.Shape;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How networks are written and what is refused. */
class NetworkTextTest {
  private static final Shape GREY = Shape.grey(28, 28);

  @Test
  void presetsAreTheTwoExamples() {
    assertEquals("784-128-128-64", NetworkText.parse("mlp").toString());
    assertEquals("conv3x32 pool2 conv3x64 pool2 128 64", NetworkText.parse("cnn").toString());
  }

  /** ReLUs and the flattening go without saying. */
  @Test
  void shapesFollowFromTheImages() {
    NetworkPlan plan = NetworkText.parse("cnn").on(new Shape(3, 32, 32)).plan();
    assertEquals(
        "conv3x32 32x32x32, relu 32x32x32, pool2 16x16x32, conv3x64 16x16x64, relu 16x16x64,"
            + " pool2 8x8x64, flatten 1x1x4096, 128 1x1x128, relu 1x1x128, 64 1x1x64",
        plan.layers().stream()
            .map(layer -> layer.layer() + " " + layer.out())
            .collect(Collectors.joining(", ")));
    assertEquals(
        List.of(
            "layer0.weight [32, 3, 3, 3]",
            "layer0.bias [32]",
            "layer1.weight [64, 32, 3, 3]",
            "layer1.bias [64]",
            "layer2.weight [4096, 128]",
            "layer2.bias [128]",
            "layer3.weight [128, 64]",
            "layer3.bias [64]"),
        plan.slots().stream().map(slot -> slot.name() + " " + slot.axes()).toList());
    assertEquals(896 + 18496 + 524416 + 8256, plan.parameters());
  }

  /** Forward and both gradients, but for the first layer's images. */
  @Test
  void operationsCountTheProductsOfAStep() {
    double first = 2.0 * 28 * 28 * 32 * 9;
    double second = 2.0 * 14 * 14 * 64 * 9 * 32;
    double dense = 2.0 * (3136 * 128 + 128 * 64);
    assertEquals(
        10 * (2 * first + 3 * (second + dense)),
        NetworkText.parse("cnn").on(GREY).plan().stepOperations(10));
  }

  @ParameterizedTest
  @CsvSource({
    "784-128-64,784-128-64",
    "100-64,784-64",
    "128 64,784-128-64",
    "conv3x8-pool2-16-5,conv3x8 pool2 16 5",
    "conv5x8s2p0 gap,conv5x8s2p0 gap",
    "conv5x8s1p2 pool3s2p1 avg2s2p0 16,conv5x8 pool3s2p1 avg2 16",
    "conv4x8p1 gap,conv4x8 gap",
    "conv3x8 pool2 relu flatten 5,conv3x8 pool2 relu flatten 5",
    "conv3x8 relu pool2 flatten 5,conv3x8 pool2 5",
    "relu flatten 5,relu flatten 5",
  })
  void theShortestTextIsReadBackAsTheSameNetwork(String text, String shortest) {
    NetworkSpec spec = NetworkText.parse(text).on(GREY);
    assertEquals(shortest, spec.toString());
    assertEquals(spec, NetworkText.parse(spec.toString()).on(GREY));
    assertEquals(spec.outputs(), NetworkText.parse(text).outputs());
  }

  /** So that results from before are results still. */
  @Test
  void initialWeightsOfAPerceptronKeepTheirBits() {
    float[] values = Weights.initial(NetworkSpec.parse("784-128-128-64"), 1).values();
    int hash = java.util.Arrays.hashCode(values);
    assertEquals(HASH_BEFORE_CONVOLUTIONS, hash);
  }

  private static final int HASH_BEFORE_CONVOLUTIONS = 1408410745;

  @Test
  void eachLayersWeightsLieWithinItsLimit() {
    Weights weights = Weights.initial(NetworkText.parse("cnn").on(GREY), 3);
    for (PlannedLayer layer : weights.spec().plan().withParameters()) {
      float largest = 0;
      for (float value : weights.tensor(layer.weight())) {
        largest = Math.max(largest, Math.abs(value));
      }
      double limit = layer.weight().limit();
      assertTrue(largest <= limit && largest > 0.98 * limit, layer + ": " + largest);
    }
    assertEquals(Math.sqrt(6.0 / 9), firstLimit(weights), 1e-12, "He by fan-in");
  }

  private static double firstLimit(Weights weights) {
    return weights.spec().plan().slots().getFirst().limit();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "conv3x8 pool2 pool2 pool2 pool2 pool2 5|layer 7, pool2 makes 0x0x8 of 1x1x8",
        "conv31x8p0 gap|layer 1, conv31x8p0 makes 0x0x8 of 28x28x1",
        "conv3x8|ends with 28x28x8",
        "128 conv3x8 gap|layer 4, conv3x8: works on images",
        "conv3x8 relu 5|dense layer 5 makes 1x1x5 of one row of numbers, not of 28x28x8",
        "conv3x4 relu 5 flatten|layer 4, flatten: what comes from 5 is flat",
        "conv3x4 relu relu gap|layer 3, relu: directly after another it does nothing",
        "conv3x4 relu flatten 8 relu|ends with relu",
        "conv3x4 gap relu|ends with relu",
        "conv3x4 relu flatten|ends with flatten",
        "relu flatten 5 6|layer 4, 6: without a relu after 5",
        "pool2 gap|a network without weights",
        "conv3|'conv3' is no layer",
        "pool2x3|'pool2x3' is no layer",
        "batchnorm|'batchnorm' is no layer; expected widths as in 784-128-128-64",
        "784-|'' is no layer",
        "784-0-4|expected two or more widths from 1 to 1048576",
        "784-99999999-4|width 99999999",
        "conv0x4 gap|window of 0",
        "conv3x4s0 gap|stride 0",
        "conv3x4p3 gap|padding 3",
        "conv3x0 gap|filters 0",
        "conv3x1048576 conv3x1048576 gap|layer 3, conv3x1048576, its parameters",
        "conv31x1048576p30 gap|no array holds so many",
        "1048576 1048576|its parameters",
        "pool|'pool' is no layer",
      })
  void whatCannotBeIsRefusedByLayerAndShapes(String text, String expected) {
    InputException refusal =
        assertThrows(InputException.class, () -> NetworkText.parse(text).on(GREY));
    assertTrue(refusal.getMessage().contains(expected), refusal.getMessage());
    assertTrue(refusal.getMessage().startsWith("network '"), refusal.getMessage());
  }
}
