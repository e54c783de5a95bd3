package anchorbench.engine.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import anchorbench.engine.RowPlan;
import anchorbench.engine.TrainingSpec;
import anchorbench.engine.cpu.gemm.Gemm;
import anchorbench.memory.NativeMemory;
import anchorbench.network.NetworkSpec;
import anchorbench.triplet.TripletIndices;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * One worker's part of a batch: gather, forward, loss, backward, all in buffers of its own. Workers
 * meet only when their gradients are added up, which is twice a step, not once for each product.
 *
 * <p>Two savings, both exact in real arithmetic: a table anchor is embedded once however many
 * triplets share it, and triplets without loss, whose gradient is zero, are left out of the
 * backward products.
 */
final class Shard {
  private final Kernels kernels;
  private final LayerGemms products;
  private final NetworkSpec network;
  private final RowPlan plan;
  private final RowGather gather;
  private final ForwardPass forward;

  /** float32 [capacity, width] by layer: loss by the layer's output. */
  private final MemorySegment[] deltas;

  /** Loss by parameter: this shard's share. */
  final ParameterSegments gradient;

  private final ShardLoss loss;

  /** Triplets of the shard and of the whole batch, over which the loss is a mean. */
  private int count;

  private int batchCount;

  Shard(
      Kernels kernels,
      Gemm.Maker maker,
      Arena arena,
      RowSource source,
      TrainingSpec spec,
      int capacity) {
    this.kernels = kernels;
    network = spec.network();
    int tableSize = source.table().rows();
    int rows = RowPlan.maxRows(tableSize, capacity);
    products = new LayerGemms(maker.make(arena, network, rows), network);
    plan = new RowPlan(tableSize, capacity);
    gather = new RowGather(kernels, arena, source);
    forward = new ForwardPass(kernels, products, arena, rows);
    deltas = new MemorySegment[network.layers()];
    for (int layer = 0; layer < deltas.length; layer++) {
      deltas[layer] = NativeMemory.allocateFloats(arena, (long) rows * network.out(layer));
    }
    gradient = new ParameterSegments(arena, network);
    loss = new ShardLoss(kernels, spec.loss(), network.outputs(), capacity);
  }

  /** Lays out the triplets of the next {@link #run}. */
  void plan(TripletIndices triplets, int first, int count, int batchCount) {
    plan.plan(triplets, first, count);
    this.count = count;
    this.batchCount = batchCount;
  }

  /**
   * Leaves this shard's gradient, violations and active count.
   *
   * @param fixedAnchors float32 [table rows, outputs] that take the place of the anchors'
   *     embeddings, or null
   */
  void run(ParameterSegments parameters, float[] fixedAnchors) {
    gather.table(plan.tableAnchors, plan.tableRows, forward.input());
    gather.images(plan.imageOfRow, plan.tableRows, plan.rows, forward.input());
    forward.run(plan.rows, parameters);
    if (fixedAnchors != null) {
      placeAnchors(fixedAnchors);
    }
    loss.measure(forward.embeddings(), plan, count, 1f / batchCount);
    if (loss.active == 0) {
      gradient.all.fill((byte) 0);
      return;
    }
    int rows = embeddingGradient(loss.active < count);
    if (fixedAnchors != null) {
      anchorRows(deltas[network.layers() - 1]).fill((byte) 0);
    }
    backward(rows, parameters);
  }

  int active() {
    return loss.active;
  }

  double violationSum() {
    return loss.violationSum;
  }

  /** Writes over what the network made of the table's pixels: ten rows are not worth a branch. */
  private void placeAnchors(float[] fixedAnchors) {
    int width = network.outputs();
    MemorySegment rows = anchorRows(forward.embeddings());
    for (int i = 0; i < plan.tableRows; i++) {
      MemorySegment.copy(
          fixedAnchors,
          plan.tableAnchors[i] * width,
          rows,
          JAVA_FLOAT,
          (long) i * width * Float.BYTES,
          width);
    }
  }

  private MemorySegment anchorRows(MemorySegment rows) {
    return rows.asSlice(0, (long) plan.tableRows * network.outputs() * Float.BYTES);
  }

  /**
   * Writes the loss by embedding, moving the activations of active triplets to the front if some
   * are not active.
   *
   * @return rows that take part in the backward pass
   */
  private int embeddingGradient(boolean compact) {
    int width = network.outputs();
    MemorySegment top = deltas[network.layers() - 1];
    int rows = compact ? plan.tableRows + activeImageRows() : plan.rows;
    top.asSlice(0, (long) rows * width * Float.BYTES).fill((byte) 0);
    int next = plan.tableRows;
    for (int k = 0; k < loss.active; k++) {
      int i = loss.activeTriplets[k];
      int anchor = plan.anchorRow[i];
      int positive = plan.positiveRow[i];
      int negative = plan.negativeRow[i];
      int anchorTo = anchor;
      int positiveTo = positive;
      int negativeTo = negative;
      if (compact) {
        anchorTo = anchor < plan.tableRows ? anchor : moveRow(anchor, next++);
        positiveTo = moveRow(positive, next++);
        negativeTo = moveRow(negative, next++);
      }
      loss.addGradient(k, forward.embeddings(), plan, top, anchorTo, positiveTo, negativeTo);
    }
    return rows;
  }

  private int activeImageRows() {
    int rows = 0;
    for (int k = 0; k < loss.active; k++) {
      rows += plan.anchorRow[loss.activeTriplets[k]] < plan.tableRows ? 2 : 3;
    }
    return rows;
  }

  /** Moves a row of every activation that the backward pass reads; never towards the end. */
  private int moveRow(int from, int to) {
    if (from != to) {
      for (int layer = 0; layer < network.layers(); layer++) {
        long bytes = (long) network.in(layer) * Float.BYTES;
        MemorySegment rows = forward.activations[layer];
        MemorySegment.copy(rows, from * bytes, rows, to * bytes, bytes);
      }
    }
    return to;
  }

  private void backward(int rows, ParameterSegments parameters) {
    int top = network.layers() - 1;
    kernels.columnSums(deltas[top], rows, network.out(top), gradient.bias[top]);
    for (int layer = top; layer >= 0; layer--) {
      MemorySegment input = forward.activations[layer];
      products.weightGradient(layer, rows, input, deltas[layer], gradient);
      if (layer > 0) {
        MemorySegment below = deltas[layer - 1];
        products.inputGradient(layer, rows, deltas[layer], parameters, below);
        kernels.reluGradient(input, below, rows, network.in(layer), gradient.bias[layer - 1]);
      }
    }
  }

  /** Adds this shard's gradient to {@code sum}. */
  void addGradientTo(float[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += gradient.all.getAtIndex(JAVA_FLOAT, i);
    }
  }
}
