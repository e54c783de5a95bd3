package anchorbench.engine.cuda;

import anchorbench.data.PixelScaling;
import anchorbench.network.DenseNetwork;
import anchorbench.network.ParameterOrder;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The network that the kernels of a fused step are compiled for, and how its pixels are scaled, as
 * {@code fused.cu} wants it named: addresses become constants, divisions shifts, and loops are
 * unrolled, which leaves 0.4 of the instructions in {@code fused_triplets}. Compiled kernels are
 * kept ({@link KernelCache}).
 */
final class FusedNetwork {
  private FusedNetwork() {}

  /** One {@code #define} a line. */
  static String definitions(DenseNetwork network, FusedTiles tiles, PixelScaling scaling) {
    ParameterLayout layout =
        new ParameterLayout(network.spec(), ParameterOrder.channelsLast(network.spec()));
    int layers = network.layers();
    return define("LAYERS", layers)
        + define(
            "WIDTHS", layers + 1, layer -> layer < layers ? network.in(layer) : network.outputs())
        + define("WEIGHT_AT", layers, layout::weightAt)
        + define("BIAS_AT", layers, layout::biasAt)
        + define("KEPT_AT", layers, tiles::keptAt)
        + define("SCRATCH_AT", tiles.keptNumbers())
        + define("OUTPUTS", layers + 1, tiles::outputsBefore)
        + define("WIDEST", tiles.widest())
        + define("SLAB", tiles.slab())
        + planes(network, scaling);
  }

  /** Nothing for one factor alone, which a step is given as a number. */
  private static String planes(DenseNetwork network, PixelScaling scaling) {
    return scaling.isFactor()
        ? ""
        : define("PLANE", scaling.plane(network.inputs())) + define("PAIRS", scaling.pairs());
  }

  /** One line. */
  static String define(String name, int value) {
    return define(name, 1, index -> value);
  }

  private static String define(String name, int count, IntUnaryOperator value) {
    return IntStream.range(0, count)
        .map(value)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(", ", "#define " + name + " ", "\n"));
  }
}
