package anchorbench.engine.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import anchorbench.engine.Batch;
import anchorbench.engine.RowPlan;
import anchorbench.engine.cpu.work.WorkerPool;
import anchorbench.memory.NativeMemory;
import anchorbench.triplet.TripletIndices;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Assembled rows in host memory: float32 [rows, pixels], laid out as {@link RowPlan} says. */
final class CpuBatch implements Batch {
  private final Arena arena = Arena.ofShared();
  private final WorkerPool workers;
  private final int pixels;
  private final RowPlan plan;
  private final RowGather[] gathers;
  private final MemorySegment values;
  private final WorkerPool.Task gatherShare = this::gatherShare;
  private int count;

  CpuBatch(Kernels kernels, WorkerPool workers, RowSource source, int capacity) {
    this.workers = workers;
    pixels = source.pixels();
    int tableSize = source.table().rows();
    plan = new RowPlan(tableSize, capacity);
    values =
        NativeMemory.allocateFloats(arena, (long) RowPlan.maxRows(tableSize, capacity) * pixels);
    gathers = new RowGather[workers.size()];
    for (int i = 0; i < gathers.length; i++) {
      gathers[i] = new RowGather(kernels, arena, source);
    }
  }

  @Override
  public void assemble(TripletIndices triplets, int first, int count) {
    plan.plan(triplets, first, count);
    workers.run(gatherShare);
    this.count = count;
  }

  private void gatherShare(int worker) {
    if (worker == 0) {
      gathers[worker].table(plan.tableAnchors, plan.tableRows, values);
    }
    int imageRows = plan.rows - plan.tableRows;
    int from = plan.tableRows + (int) ((long) imageRows * worker / workers.size());
    int to = plan.tableRows + (int) ((long) imageRows * (worker + 1) / workers.size());
    gathers[worker].images(plan.imageOfRow, from, to, values);
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public int rows() {
    return plan.rows;
  }

  @Override
  public void read(int triplet, float[] into) {
    copyRow(plan.anchorRow[triplet], into, 0);
    copyRow(plan.positiveRow[triplet], into, pixels);
    copyRow(plan.negativeRow[triplet], into, 2 * pixels);
  }

  private void copyRow(int row, float[] into, int at) {
    MemorySegment.copy(values, JAVA_FLOAT, (long) row * pixels * Float.BYTES, into, at, pixels);
  }

  @Override
  public void close() {
    arena.close();
  }
}
