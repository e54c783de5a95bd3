package anchorbench.engine.nd4j;

import anchorbench.data.PixelScaling;
import anchorbench.network.DenseNetwork;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Embeds any number of rows, a block at a time. */
final class Nd4jEmbedder {
  private static final int BLOCK = 2048;

  private Nd4jEmbedder() {}

  /** Writes input rows, not yet scaled, into the first rows of an array. */
  private interface Input {
    void write(int first, int last, INDArray into);
  }

  static float[] images(Nd4jImages images, int[] chosen, Weights weights, PixelScaling scaling) {
    scaling.requireFits(images.images().shape());
    return embed(
        chosen.length,
        weights,
        scaling,
        (first, last, into) -> gather(images, Arrays.copyOfRange(chosen, first, last), into));
  }

  private static void gather(Nd4jImages images, int[] chosen, INDArray into) {
    try (INDArray rows = Nd4j.createFromArray(chosen);
        INDArray bytes =
            Arrays4j.allocate(DataType.UINT8, chosen.length, images.pixelsPerImage())) {
      Arrays4j.gather(images.pixels(), rows, bytes);
      into.assign(bytes);
    }
  }

  static float[] table(AnchorTable table, Weights weights, PixelScaling scaling) {
    return embed(
        table.rows(),
        weights,
        scaling,
        (first, last, into) ->
            Arrays4j.write(
                into,
                memory ->
                    MemorySegment.copy(
                        table.values(),
                        first * table.pixels(),
                        memory,
                        ValueLayout.JAVA_FLOAT,
                        0,
                        (last - first) * table.pixels())));
  }

  private static float[] embed(int count, Weights weights, PixelScaling scaling, Input input) {
    int width = weights.spec().outputs();
    float[] embeddings = new float[Math.multiplyExact(count, width)];
    try (Nd4jNetwork network = new Nd4jNetwork(weights, BLOCK);
        Nd4jScaling scaled = new Nd4jScaling(scaling, weights.spec().inputs())) {
      for (int first = 0; first < count; first += BLOCK) {
        int last = Math.min(count, first + BLOCK);
        INDArray rows =
            network.activations[0].get(NDArrayIndex.interval(0, last - first), NDArrayIndex.all());
        input.write(first, last, rows);
        scaled.apply(rows);
        network.forward(last - first);
        MemorySegment.copy(
            Arrays4j.toRead(network.activations[DenseNetwork.of(weights.spec()).layers()]),
            ValueLayout.JAVA_FLOAT,
            0,
            embeddings,
            first * width,
            (last - first) * width);
      }
    }
    return embeddings;
  }
}
