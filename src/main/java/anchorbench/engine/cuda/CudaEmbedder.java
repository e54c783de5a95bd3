package anchorbench.engine.cuda;

import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.network.NetworkSpec;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletIndices;
import java.util.stream.IntStream;

/** Embeds any number of rows, a block at a time; always in float32. */
final class CudaEmbedder {
  private static final String WHAT = "embeddings";
  private static final int MOST_ROWS = 8192;

  /** One in so many bytes of the card, for what the layers make of a block of rows. */
  private static final int SHARE = 16;

  private final CudaEngine engine;

  CudaEmbedder(CudaEngine engine) {
    this.engine = engine;
  }

  /** Embeddings of a table's rows alone. */
  float[] table(AnchorTable table, Weights weights, PixelScaling scaling) {
    int[] source = IntStream.range(0, table.rows()).map(TripletIndices::tableAnchor).toArray();
    ImageSet none = ImageSet.none(scaling.shapeOf(table.pixels()));
    try (Stream stream = new Stream(engine.context());
        CudaImages images = new CudaImages(engine.context(), stream, none)) {
      return embed(images, table, source, weights, scaling);
    }
  }

  /**
   * @param source int32 [n]: images, or below 0 rows of the table, as anchors are written
   */
  float[] embed(
      CudaImages images, AnchorTable table, int[] source, Weights weights, PixelScaling scaling) {
    int count = source.length;
    NetworkSpec network = weights.spec();
    int width = network.outputs();
    // A library of convolutions takes longer to start than most tables take to be embedded.
    ConvolutionChoice byProducts = ConvolutionChoice.products();
    try (Stream stream = new Stream(engine.context());
        Resources rowsOwned = new Resources();
        DeviceParameters parameters =
            new DeviceParameters(
                stream, network, byProducts.order(network), null, Arithmetic.FLOAT32);
        DeviceBuffer sources = DeviceBuffer.of(engine.context(), stream, WHAT, source);
        DeviceBuffer embeddings =
            DeviceBuffer.floats(engine.context(), stream, WHAT, (long) count * width)) {
      int block = Math.clamp(count, 1, block(stream, network));
      RowSource rowSource = RowSource.on(stream, rowsOwned, WHAT, images, table, scaling);
      parameters.set(stream, engine.kernels(), weights);
      LayerTools tools = LayerTools.of(engine, stream, byProducts, parameters);
      NetworkActivations activations =
          rowsOwned.add(new NetworkActivations(tools, network, block, false));
      for (int first = 0; first < count; ) {
        int rows = Math.min(block, count - first);
        try (NetworkLayers layers = new NetworkLayers(tools, activations, rows)) {
          for (; first + rows <= count; first += rows) {
            engine
                .kernels()
                .gatherRows(stream, rowSource, sources.at(first), rows, false, activations.input());
            layers.forward(stream);
            stream.copyOnDevice(
                embeddings.at((long) first * width),
                activations.embeddings(),
                (long) rows * width * Float.BYTES);
          }
          stream.synchronise();
        }
      }
      return embeddings.readFloats(stream, 0, Math.multiplyExact(count, width));
    }
  }

  /** Rows that go through together: as many as a share of the card holds. */
  private static int block(Stream stream, NetworkSpec network) {
    long memory = stream.context().driver().memory()[1];
    long bytes = Float.BYTES * (long) network.plan().numbersPerRow();
    return Math.clamp(memory / SHARE / bytes, 1, MOST_ROWS);
  }
}
