package anchorbench.engine.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import anchorbench.engine.RowPlan;
import anchorbench.engine.TrainingSpec;
import anchorbench.memory.NativeMemory;
import anchorbench.network.Distance;
import anchorbench.network.NetworkSpec;
import anchorbench.triplet.AnchorTable;
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
  private final LayerProducts products;
  private final TrainingSpec spec;
  private final NetworkSpec network;
  private final RowPlan plan;
  private final RowGather gather;
  private final ForwardPass forward;

  /** float32 [capacity, width] by layer: loss by the layer's output. */
  private final MemorySegment[] deltas;

  /** Loss by parameter: this shard's share. */
  final ParameterSegments gradient;

  private final int[] activeTriplets;
  private final float[] pull;
  private final float[] push;

  int active;
  double violationSum;

  Shard(
      Kernels kernels,
      Product.Maker maker,
      Arena arena,
      TrainingSpec spec,
      int tableSize,
      int capacity) {
    this.kernels = kernels;
    this.spec = spec;
    this.network = spec.network();
    int rows = RowPlan.maxRows(tableSize, capacity);
    products = new LayerProducts(maker.make(arena, network, rows), network);
    plan = new RowPlan(tableSize, capacity);
    gather = new RowGather(kernels, arena, network.inputs());
    forward = new ForwardPass(kernels, products, arena, rows);
    deltas = new MemorySegment[network.layers()];
    for (int layer = 0; layer < deltas.length; layer++) {
      deltas[layer] = NativeMemory.allocateFloats(arena, (long) rows * network.out(layer));
    }
    gradient = new ParameterSegments(arena, network);
    activeTriplets = new int[capacity];
    pull = new float[capacity];
    push = new float[capacity];
  }

  /**
   * Leaves this shard's gradient, violations and active count in its fields.
   *
   * @param fixedAnchors float32 [anchors.rows(), outputs] that take the place of the anchors'
   *     embeddings, or null
   * @param batchCount triplets of the whole batch, over which the loss is a mean
   */
  void run(
      CpuImages images,
      AnchorTable anchors,
      float[] fixedAnchors,
      ParameterSegments parameters,
      TripletIndices triplets,
      int first,
      int count,
      int batchCount) {
    plan.plan(triplets, first, count);
    RowGather.table(anchors, plan.tableAnchors, plan.tableRows, spec.pixelScale(), forward.input());
    gather.images(
        images.images(),
        plan.imageOfRow,
        plan.tableRows,
        plan.rows,
        spec.pixelScale(),
        forward.input());
    forward.run(plan.rows, parameters);
    if (fixedAnchors != null) {
      placeAnchors(fixedAnchors);
    }
    loss(count, 1f / batchCount);
    if (active == 0) {
      gradient.all.fill((byte) 0);
      return;
    }
    int rows = embeddingGradient(active < count);
    if (fixedAnchors != null) {
      anchorRows(deltas[network.layers() - 1]).fill((byte) 0);
    }
    backward(rows, parameters);
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

  private void loss(int count, float share) {
    MemorySegment embeddings = forward.embeddings();
    int width = network.outputs();
    Distance distance = spec.loss().distance();
    active = 0;
    violationSum = 0;
    for (int i = 0; i < count; i++) {
      long a = (long) plan.anchorRow[i] * width;
      double positive =
          distance.ofSquared(
              kernels.squaredDistance(embeddings, a, (long) plan.positiveRow[i] * width, width));
      double negative =
          distance.ofSquared(
              kernels.squaredDistance(embeddings, a, (long) plan.negativeRow[i] * width, width));
      double violation = spec.loss().violation(positive, negative);
      violationSum += violation;
      // A NaN is not below: it stays active, so that it reaches the weights and is seen.
      if (!(violation <= 0)) {
        pull[active] = (float) (share * distance.gradientFactor(positive));
        push[active] = (float) (share * distance.gradientFactor(negative));
        activeTriplets[active++] = i;
      }
    }
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
    for (int k = 0; k < active; k++) {
      int i = activeTriplets[k];
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
      kernels.addTripletGradient(
          forward.embeddings(),
          (long) anchor * width,
          (long) positive * width,
          (long) negative * width,
          pull[k],
          push[k],
          top,
          (long) anchorTo * width,
          (long) positiveTo * width,
          (long) negativeTo * width,
          width);
    }
    return rows;
  }

  private int activeImageRows() {
    int rows = 0;
    for (int k = 0; k < active; k++) {
      rows += plan.anchorRow[activeTriplets[k]] < plan.tableRows ? 2 : 3;
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
