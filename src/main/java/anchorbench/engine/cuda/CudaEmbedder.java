package anchorbench.engine.cuda;

import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.engine.cuda.driver.GemmLibrary;
import anchorbench.network.DenseNetwork;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletIndices;
import java.util.stream.IntStream;

/** Embeds any number of rows, a block at a time; always in float32. */
final class CudaEmbedder {
  private static final int BLOCK = 8192;

  private final Context context;
  private final Kernels kernels;
  private final GemmLibrary products;

  CudaEmbedder(CudaEngine engine) {
    context = engine.context();
    kernels = engine.kernels();
    products = engine.products();
  }

  /** Embeddings of a table's rows alone. */
  float[] table(AnchorTable table, Weights weights, PixelScaling scaling) {
    int[] source = IntStream.range(0, table.rows()).map(TripletIndices::tableAnchor).toArray();
    ImageSet none = ImageSet.none(scaling.shapeOf(table.pixels()));
    try (Stream stream = new Stream(context);
        CudaImages images = new CudaImages(context, stream, none)) {
      return embed(images, table, source, weights, scaling);
    }
  }

  /**
   * @param source int32 [n]: images, or below 0 rows of the table, as anchors are written
   */
  float[] embed(
      CudaImages images, AnchorTable table, int[] source, Weights weights, PixelScaling scaling) {
    int count = source.length;
    DenseNetwork network = DenseNetwork.of(weights.spec());
    int width = network.outputs();
    int block = Math.clamp(count, 1, BLOCK);
    try (Stream stream = new Stream(context);
        Resources rowsOwned = new Resources();
        DeviceParameters parameters =
            new DeviceParameters(context, stream, network, null, Arithmetic.FLOAT32);
        Activations activations =
            new Activations(context, stream, network, block, Arithmetic.FLOAT32, false);
        DeviceBuffer sources = DeviceBuffer.of(context, stream, "embeddings", source);
        DeviceBuffer embeddings =
            DeviceBuffer.floats(context, stream, "embeddings", (long) count * width)) {
      RowSource rowSource = RowSource.on(stream, rowsOwned, "embeddings", images, table, scaling);
      parameters.set(stream, kernels, weights);
      for (int first = 0; first < count; ) {
        int rows = Math.min(block, count - first);
        try (DenseLayers layers =
            new DenseLayers(products, kernels, parameters, activations, rows, stream)) {
          for (; first + rows <= count; first += rows) {
            kernels.gatherRows(
                stream, rowSource, sources.at(first), rows, false, activations.input());
            layers.forward(stream);
            stream.copyOnDevice(
                embeddings.at((long) first * width),
                activations.values(network.layers()),
                (long) rows * width * Float.BYTES);
          }
          stream.synchronise();
        }
      }
      return embeddings.readFloats(stream, 0, Math.multiplyExact(count, width));
    }
  }
}
