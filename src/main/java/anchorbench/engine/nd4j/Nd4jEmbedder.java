package anchorbench.engine.nd4j;

import anchorbench.data.PixelScaling;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Embeds any number of rows, a block at a time.
 *
 * @param onCard whether ND4J's backend is CUDA's
 */
record Nd4jEmbedder(Weights weights, PixelScaling scaling, boolean onCard) {
  private static final int MOST_ROWS = 2048;

  /** Numbers of a block where its rows are widest: 64 MB. */
  private static final int NUMBERS = 1 << 24;

  /** Writes input rows, not yet scaled, into the first rows of an array. */
  private interface Input {
    void write(int first, int last, INDArray into);
  }

  float[] images(Nd4jImages images, int[] chosen) {
    scaling.requireFits(images.images().shape());
    return embed(
        chosen.length,
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

  float[] table(AnchorTable table) {
    return embed(
        table.rows(),
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

  private float[] embed(int count, Input input) {
    int width = weights.spec().outputs();
    float[] embeddings = new float[Math.multiplyExact(count, width)];
    int block = Math.clamp(NUMBERS / weights.spec().plan().widest(), 1, MOST_ROWS);
    try (Nd4jNetwork network = new Nd4jNetwork(weights, block, false, onCard);
        Nd4jScaling scaled = new Nd4jScaling(scaling, weights.spec().inputs())) {
      for (int first = 0; first < count; first += block) {
        int last = Math.min(count, first + block);
        INDArray rows = Nd4jActivations.rows(network.input(), 0, last - first);
        input.write(first, last, rows);
        scaled.apply(rows);
        network.forward(last - first);
        MemorySegment.copy(
            Arrays4j.toRead(network.embeddings()),
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
