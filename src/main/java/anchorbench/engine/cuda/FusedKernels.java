package anchorbench.engine.cuda;

import anchorbench.engine.cuda.driver.Driver;
import anchorbench.engine.cuda.driver.Grid;
import anchorbench.engine.cuda.driver.KernelArguments;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Launches of the three kernels of a fused step. What they are given is in {@code fused.cu}. Where
 * the card can, a kernel begins while the one before it still runs, and loads what that one does
 * not write.
 */
final class FusedKernels {
  /** Compute capability 9.0 has launches that begin early. */
  private static final int EARLY_CAPABILITY = 9;

  /** CUDA 12.3 records them in graphs. */
  private static final int EARLY_VERSION = 12_030;

  private static final int ALL_PERCENT = 100;

  private final Context context;
  private final boolean early;
  private final long forward;
  private final long triplets;
  private final long update;

  /**
   * @param definitions of the network
   * @param sharedBytes that a block may have: the same for every trainer on a card, because the
   *     limit is the kernel's, not the launch's
   */
  FusedKernels(Context context, Kernels kernels, String definitions, int sharedBytes) {
    this.context = context;
    Map<String, Long> functions =
        kernels.ofNetwork(
            KernelSource.FUSED_STEP, definitions, "-D" + StepChoice.PROPERTY + "=cublaslt");
    forward = functions.get("fused_forward");
    triplets = functions.get("fused_triplets");
    update = functions.get("fused_update");
    early =
        context.attribute(Driver.COMPUTE_CAPABILITY_MAJOR) >= EARLY_CAPABILITY
            && context.driver().version() >= EARLY_VERSION;
    for (long function : functions.values()) {
      Driver driver = context.driver();
      driver.setFunctionAttribute(function, Driver.MOST_DYNAMIC_SHARED_BYTES, sharedBytes);
      // Blocks of two kernels share a multiprocessor only if all of its memory may be shared
      // memory.
      driver.setFunctionAttribute(function, Driver.SHARED_PERCENT, ALL_PERCENT);
    }
  }

  /** The launches of a step of one shape. */
  record Launches(byte[] step, Grid forward, Grid triplets, Grid update) {}

  /** Grids for {@code rows} rows that take part in a step. */
  static Grid forwardGrid(FusedTiles tiles, int rows) {
    return new Grid(
        tiles.forwardBlocks(rows),
        tiles.columnTiles(0),
        FusedTiles.FORWARD_THREADS,
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
    launch(stream, forward, step.forward, new KernelArguments().struct(step.step).pointer(plan));
    launch(stream, triplets, step.triplets, new KernelArguments().struct(step.step).pointer(plan));
    launch(
        stream,
        update,
        step.update,
        new KernelArguments()
            .struct(step.step)
            .pointer(plan)
            .pointer(corrections)
            .pointer(loss)
            .pointer(active));
  }

  private void launch(Stream stream, long function, Grid grid, KernelArguments arguments) {
    if (early) {
      stream.launchEarly(function, grid, arguments);
    } else {
      stream.launch(function, grid, arguments);
    }
  }

  /** One line for each launch: its size, and how many blocks a multiprocessor takes. */
  List<String> describe(Launches step) {
    return List.of(
        line("fused_forward", forward, step.forward),
        line("fused_triplets", triplets, step.triplets),
        line("fused_update", update, step.update));
  }

  private String line(String name, long function, Grid grid) {
    Driver driver = context.driver();
    return String.format(
        Locale.ROOT,
        "%s: %d blocks of %d threads, %d registers each, %,d B of shared memory, %d on a"
            + " multiprocessor%s",
        name,
        grid.blocksX() * grid.blocksY(),
        grid.threadsX(),
        driver.functionAttribute(function, Driver.REGISTERS),
        grid.sharedBytes(),
        driver.activeBlocks(function, grid.threadsX(), grid.sharedBytes()),
        early ? "; begins early" : "");
  }
}
