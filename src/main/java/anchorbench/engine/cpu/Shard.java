package anchorbench.engine.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import anchorbench.engine.RowPlan;
import anchorbench.engine.TrainingSpec;
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
  private final RowPlan plan;
  private final RowGather gather;
  private final NetworkPass pass;

  /** Loss by parameter: this shard's share. */
  final ParameterSegments gradient;

  private final ShardLoss loss;

  /** Triplets of the shard and of the whole batch, over which the loss is a mean. */
  private int count;

  private int batchCount;

  Shard(NetworkPass.Means means, Arena arena, RowSource source, TrainingSpec spec, int capacity) {
    int tableSize = source.table().rows();
    int rows = RowPlan.maxRows(tableSize, capacity);
    plan = new RowPlan(tableSize, capacity);
    gather = new RowGather(means.kernels(), arena, source);
    pass = new NetworkPass(means, arena, spec.network(), rows, true);
    gradient = new ParameterSegments(arena, spec.network());
    loss = new ShardLoss(means.kernels(), spec.loss(), pass.outputs(), capacity);
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
    gather.table(plan.tableAnchors, plan.tableRows, pass.input());
    gather.images(plan.imageOfRow, plan.tableRows, plan.rows, pass.input());
    pass.forward(plan.rows, parameters);
    if (fixedAnchors != null) {
      placeAnchors(fixedAnchors);
    }
    loss.measure(pass.embeddings(), plan, count, 1f / batchCount);
    if (loss.active == 0) {
      gradient.all.fill((byte) 0);
      return;
    }
    int rows = embeddingGradient(loss.active < count);
    if (fixedAnchors != null) {
      anchorRows(pass.delta()).fill((byte) 0);
    }
    pass.backward(rows, parameters, gradient);
  }

  /** Lays out images of which the next {@link #embed} makes embeddings. */
  void plan(int[] images, int from, int to) {
    plan.plan(images, from, to);
  }

  /** The forward half of a step whose loss is made elsewhere. */
  void embed(ParameterSegments parameters) {
    gather.images(plan.imageOfRow, 0, plan.rows, pass.input());
    pass.forward(plan.rows, parameters);
  }

  /** Copies what {@link #embed} made to a place of all embeddings. */
  void readEmbeddings(float[] all, int at) {
    int numbers = plan.rows * pass.outputs();
    MemorySegment.copy(pass.embeddings(), JAVA_FLOAT, 0, all, at, numbers);
  }

  /** Takes the loss by its embeddings from a place of all. */
  void writeGradient(float[] all, int at) {
    int numbers = plan.rows * pass.outputs();
    MemorySegment.copy(all, at, pass.delta(), JAVA_FLOAT, 0, numbers);
  }

  /** The other half. */
  void backward(ParameterSegments parameters) {
    if (plan.rows == 0) {
      gradient.all.fill((byte) 0);
      return;
    }
    pass.backward(plan.rows, parameters, gradient);
  }

  int active() {
    return loss.active;
  }

  double violationSum() {
    return loss.violationSum;
  }

  /** Writes over what the network made of the table's pixels: ten rows are not worth a branch. */
  private void placeAnchors(float[] fixedAnchors) {
    int width = pass.outputs();
    MemorySegment rows = anchorRows(pass.embeddings());
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
    return rows.asSlice(0, (long) plan.tableRows * pass.outputs() * Float.BYTES);
  }

  /**
   * Writes the loss by embedding, moving the activations of active triplets to the front if some
   * are not active.
   *
   * @return rows that take part in the backward pass
   */
  private int embeddingGradient(boolean compact) {
    int width = pass.outputs();
    MemorySegment top = pass.delta();
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
      loss.addGradient(k, pass.embeddings(), plan, top, anchorTo, positiveTo, negativeTo);
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

  private int moveRow(int from, int to) {
    if (from != to) {
      pass.moveRow(from, to);
    }
    return to;
  }

  /** Adds this shard's gradient to {@code sum}. */
  void addGradientTo(float[] sum) {
    gradient.addTo(sum);
  }
}
