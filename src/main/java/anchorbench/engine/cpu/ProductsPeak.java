package anchorbench.engine.cpu;

import anchorbench.engine.Peaks;
import anchorbench.engine.cpu.gemm.Gemm;
import anchorbench.engine.cpu.work.WorkerPool;
import anchorbench.network.NetworkSpec;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/**
 * The matrix products and convolutions of one step, forward and backward, by a library and nothing
 * in between: in whichever way is the fastest here, by a short trial of each.
 */
final class ProductsPeak {
  private static final long TRIAL_NANOS = 300_000_000;

  private final CpuEngine engine;
  private final Arena arena;
  private final NetworkSpec spec;
  private final int rows;

  /**
   * @param rows that go through the network
   */
  ProductsPeak(CpuEngine engine, Arena arena, NetworkSpec spec, int rows) {
    this.engine = engine;
    this.arena = arena;
    this.spec = spec;
    this.rows = rows;
  }

  /** In the engine's own precision. */
  Peaks.Work fastest() {
    List<Runnable> ways = new ArrayList<>();
    if (engine.isBfloat16()) {
      ways.add(shards(engine.products().bfloat16()));
    } else {
      engine.products().everyFloat32().forEach(product -> ways.add(shards(product)));
      ways.add(whole());
    }
    Runnable fastest = null;
    int most = -1;
    for (Runnable way : ways) {
      int runs = runs(way);
      if (runs > most) {
        most = runs;
        fastest = way;
      }
    }
    Runnable chosen = fastest;
    return () -> {
      chosen.run();
      return 0;
    };
  }

  /** Each worker multiplies its share of the rows, as the trainer does. */
  private Runnable shards(Gemm product) {
    WorkerPool workers = engine.workers();
    StepProducts[] shards = new StepProducts[workers.size()];
    for (int i = 0; i < shards.length; i++) {
      int from = (int) ((long) rows * i / shards.length);
      int to = (int) ((long) rows * (i + 1) / shards.length);
      shards[i] = new StepProducts(engine, product, arena, spec, to - from);
    }
    WorkerPool.Task share = worker -> shards[worker].run();
    return () -> workers.run(share);
  }

  /** OpenBLAS spreads each product over threads of its own. */
  private Runnable whole() {
    GemmChoice choice = engine.products();
    StepProducts products = new StepProducts(engine, choice.openBlas(), arena, spec, rows);
    return () -> choice.withThreads(engine.workers().size(), products::run);
  }

  private static int runs(Runnable way) {
    way.run();
    int runs = 0;
    for (long start = System.nanoTime(); System.nanoTime() - start < TRIAL_NANOS; runs++) {
      way.run();
    }
    return runs;
  }
}
