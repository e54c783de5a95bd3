package anchorbench.engine.nd4j;

import anchorbench.network.PlannedLayer;
import anchorbench.network.layer.Window;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.reduce.same.Sum;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A convolution on the processor: the windows of each image as columns, and a product with the
 * filters. ND4J's own {@code conv2d} does the same, but lays the windows of all images out as rows
 * of one matrix, element by element, in memory that it asks for anew: a step took five times as
 * long with it.
 */
final class Nd4jProductConvolution implements Nd4jStage {
  /** Images whose columns are written and multiplied while they are in a cache. */
  private static final int BLOCK = 16;

  /** Columns of all images are kept for the way back up to here; it takes a fifth off the step. */
  private static final long KEPT_BYTES = 1L << 28;

  private final Window window;
  private final Nd4jActivations in;
  private final Nd4jActivations out;
  private final Nd4jFilters filters;

  /** float32 [all images or a block, channels * size * size * places]. */
  private final INDArray columns;

  /** Loss by the columns of a block; null where nobody asks for the loss by input. */
  private final INDArray columnDeltas;

  private final boolean keepsColumns;
  private final RowMatrices columnsOf;
  private final RowMatrices columnDeltasOf;
  private final RowMatrices outputOf;
  private final RowMatrices deltaOf;

  Nd4jProductConvolution(
      PlannedLayer layer,
      Window window,
      KeptArrays arrays,
      Nd4jParameters parameters,
      Nd4jActivations in,
      Nd4jActivations out) {
    this.window = window;
    this.in = in;
    this.out = out;
    filters = new Nd4jFilters(layer, parameters);
    long taps = filters.taps();
    long places = (long) out.shape().height() * out.shape().width();
    int capacity = in.values().rows();
    keepsColumns = out.hasDeltas() && capacity * taps * places * Float.BYTES <= KEPT_BYTES;
    columns = arrays.allocate(keepsColumns ? capacity : Math.min(BLOCK, capacity), taps * places);
    columnDeltas =
        in.hasDeltas() ? arrays.allocate(Math.min(BLOCK, capacity), taps * places) : null;
    columnsOf = new RowMatrices(columns, taps, places);
    columnDeltasOf = in.hasDeltas() ? new RowMatrices(columnDeltas, taps, places) : null;
    outputOf = new RowMatrices(out.values(), out.shape().channels(), places);
    deltaOf =
        out.hasDeltas() ? new RowMatrices(out.deltas(), out.shape().channels(), places) : null;
  }

  @Override
  public Nd4jActivations out() {
    return out;
  }

  @Override
  public Nd4jPass on(int rows) {
    return new Pass(rows);
  }

  /** Images {@code first} to {@code last}, and what brings them to columns and columns to them. */
  private final class Block {
    private final int first;
    private final int last;
    private final CustomOp toColumns;
    private final CustomOp toImages;

    Block(int first, int last) {
      this.first = first;
      this.last = last;
      int side = window.size();
      int stride = window.stride();
      int padding = window.padding();
      toColumns =
          DynamicCustomOp.builder("im2col")
              .addInputs(in.valueImages(first, last))
              .addOutputs(windows(columns, column(first)))
              .addIntegerArguments(side, side, stride, stride, padding, padding, 1, 1, 0)
              .addFloatingPointArguments(0.0)
              .build();
      toImages =
          in.hasDeltas()
              ? DynamicCustomOp.builder("col2im")
                  .addInputs(windows(columnDeltas, 0))
                  .addOutputs(in.deltaImages(first, last))
                  .addIntegerArguments(
                      stride,
                      stride,
                      padding,
                      padding,
                      in.shape().height(),
                      in.shape().width(),
                      1,
                      1,
                      0)
                  .build()
              : null;
    }

    /** The row of {@link #columns} that an image's are in. */
    private int column(int image) {
      return keepsColumns ? image : image - first;
    }

    private INDArray windows(INDArray rows, int from) {
      return Nd4jActivations.rows(rows, from, from + last - first)
          .reshape(
              'c',
              last - first,
              in.shape().channels(),
              window.size(),
              window.size(),
              out.shape().height(),
              out.shape().width());
    }

    void forward() {
      Nd4j.exec(toColumns);
      for (int i = first; i < last; i++) {
        Nd4j.gemm(filters.weight, columnsOf.of(column(i)), outputOf.of(i), false, false, 1, 0);
      }
    }

    void backward() {
      if (!keepsColumns) {
        Nd4j.exec(toColumns);
      }
      for (int i = first; i < last; i++) {
        double beta = i == 0 ? 0 : 1;
        INDArray column = columnsOf.of(column(i));
        Nd4j.gemm(deltaOf.of(i), column, filters.weightGradient, false, true, 1, beta);
      }
      if (toImages != null) {
        for (int i = first; i < last; i++) {
          INDArray column = columnDeltasOf.of(i - first);
          Nd4j.gemm(filters.weight, deltaOf.of(i), column, true, false, 1, 0);
        }
        Nd4j.exec(toImages);
      }
    }
  }

  private final class Pass implements Nd4jPass {
    private final List<Block> blocks = new ArrayList<>();
    private final INDArray delta;
    private final CustomOp addBias;

    Pass(int rows) {
      for (int first = 0; first < rows; first += BLOCK) {
        blocks.add(new Block(first, Math.min(rows, first + BLOCK)));
      }
      INDArray output = out.valueImages(0, rows);
      delta = out.hasDeltas() ? out.deltaImages(0, rows) : null;
      addBias =
          DynamicCustomOp.builder("biasadd")
              .addInputs(output, filters.bias)
              .addOutputs(output)
              .addBooleanArguments(true)
              .build();
    }

    @Override
    public void forward() {
      blocks.forEach(Block::forward);
      Nd4j.exec(addBias);
    }

    @Override
    public void backward() {
      blocks.forEach(Block::backward);
      Nd4j.getExecutioner().exec(new Sum(delta, filters.biasGradient, false, 0, 2, 3));
    }
  }
}
