package anchorbench.engine.cuda;

import anchorbench.engine.cuda.driver.Driver;
import anchorbench.engine.cuda.driver.Grid;
import anchorbench.engine.cuda.driver.KernelArguments;
import java.util.List;

/** Launches of the three kernels of a fused step. What they are given is in {@code fused.cu}. */
final class FusedKernels {
  private static final List<String> NAMES =
      List.of("fused_forward", "fused_triplets", "fused_update");

  private final Context context;
  private final long forward;
  private final long triplets;
  private final long update;

  /**
   * @param sharedBytes that a block may have: the same for every trainer on a card, because the
   *     limit is the kernel's, not the launch's
   */
  FusedKernels(Context context, Kernels kernels, int sharedBytes) {
    this.context = context;
    forward = kernels.function("fused_forward");
    triplets = kernels.function("fused_triplets");
    update = kernels.function("fused_update");
    for (String name : NAMES) {
      context
          .driver()
          .setFunctionAttribute(
              kernels.function(name), Driver.MOST_DYNAMIC_SHARED_BYTES, sharedBytes);
    }
  }

  /** The launches of a step of one shape. */
  record Launches(byte[] step, Grid forward, Grid triplets, Grid update) {}

  /** Grids for {@code rows} rows that take part in a step. */
  static Grid forwardGrid(FusedTiles tiles, int rows) {
    return new Grid(
        tiles.forwardBlocks(rows),
        tiles.columnTiles(0),
        FusedTiles.THREADS,
        1,
        tiles.forwardBytes(rows));
  }

  static Grid tripletGrid(FusedTiles tiles, int count) {
    return new Grid(count, 1, FusedTiles.THREADS, 1, tiles.tripletBytes());
  }

  static Grid updateGrid(FusedTiles tiles, int rows) {
    int bytes = tiles.updateBytes(tiles.chunk(rows));
    return new Grid(tiles.updateBlocks(), 1, FusedTiles.THREADS, 1, bytes);
  }

  /** Three nodes; the arguments are those of {@link TrainingStep#run}. */
  void run(Stream stream, Launches step, long plan, long corrections, long loss, long active) {
    stream.launch(forward, step.forward, new KernelArguments().struct(step.step).pointer(plan));
    stream.launch(triplets, step.triplets, new KernelArguments().struct(step.step).pointer(plan));
    stream.launch(
        update,
        step.update,
        new KernelArguments()
            .struct(step.step)
            .pointer(plan)
            .pointer(corrections)
            .pointer(loss)
            .pointer(active));
  }

  /** One line for each launch: its size, and how many blocks a multiprocessor takes. */
  List<String> describe(Launches step) {
    return List.of(
        line("fused_forward", forward, step.forward),
        line("fused_triplets", triplets, step.triplets),
        line("fused_update", update, step.update));
  }

  private String line(String name, long function, Grid grid) {
    int resident = context.driver().activeBlocks(function, grid.threadsX(), grid.sharedBytes());
    return "%s: %d blocks of %d threads, %,d B of shared memory each, %d to a multiprocessor"
        .formatted(
            name, grid.blocksX() * grid.blocksY(), grid.threadsX(), grid.sharedBytes(), resident);
  }
}
