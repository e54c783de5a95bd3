package anchorbench.bench.tensorflow;

import anchorbench.data.PixelScaling;
import anchorbench.engine.Batch;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletIndices;
import org.tensorflow.Result;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** A batch as a fresh tensor, as a session returns it. */
final class TensorflowBatch implements Batch {
  private final GraphRunner graphs;
  private final GatherGraph gather;
  private final int pixels;
  private Result result;
  private int count;

  TensorflowBatch(int threads, TUint8 source, AnchorTable anchors, PixelScaling scaling) {
    pixels = anchors.pixels();
    graphs = new GraphRunner(threads);
    gather = new GatherGraph(graphs.ops, source, anchors, scaling);
  }

  @Override
  public void assemble(TripletIndices triplets, int first, int count) {
    closeResult();
    var runner = graphs.runner();
    try (var _ = gather.new Feed(runner, triplets, first, count)) {
      result = runner.fetch(gather.rows).run();
    }
    this.count = count;
  }

  private void closeResult() {
    if (result != null) {
      result.close();
    }
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public int rows() {
    return 3 * count;
  }

  @Override
  public void read(int triplet, float[] into) {
    TFloat32 rows = (TFloat32) result.get(0);
    for (int role = 0; role < 3; role++) {
      rows.get((long) role * count + triplet)
          .copyTo(DataBuffers.of(into).slice((long) role * pixels, pixels));
    }
  }

  @Override
  public void close() {
    closeResult();
    gather.close();
    graphs.close();
  }
}
