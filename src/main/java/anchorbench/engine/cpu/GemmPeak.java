package anchorbench.engine.cpu;

import anchorbench.engine.Peaks;
import anchorbench.engine.cpu.gemm.Gemm;
import anchorbench.engine.cpu.work.WorkerPool;
import anchorbench.network.DenseNetwork;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/**
 * The matrix products of one step, forward and backward, and nothing in between: in whichever way
 * is the fastest here, by a short trial of each.
 */
final class GemmPeak {
  private static final long TRIAL_NANOS = 300_000_000;

  private GemmPeak() {}

  static Peaks.Work fastest(
      GemmChoice choice, WorkerPool workers, Arena arena, DenseNetwork spec, int rows) {
    List<Runnable> ways = new ArrayList<>();
    for (Gemm product : choice.everyFloat32()) {
      ways.add(shards(product, workers, arena, spec, rows));
    }
    ways.add(whole(choice, workers.size(), arena, spec, rows));
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
  private static Runnable shards(
      Gemm product, WorkerPool workers, Arena arena, DenseNetwork spec, int rows) {
    StepGemms[] shards = new StepGemms[workers.size()];
    for (int i = 0; i < shards.length; i++) {
      int from = (int) ((long) rows * i / shards.length);
      int to = (int) ((long) rows * (i + 1) / shards.length);
      shards[i] = new StepGemms(product, arena, spec, to - from);
    }
    WorkerPool.Task share = worker -> shards[worker].run();
    return () -> workers.run(share);
  }

  /** OpenBLAS spreads each product over threads of its own. */
  private static Runnable whole(
      GemmChoice choice, int threads, Arena arena, DenseNetwork spec, int rows) {
    StepGemms products = new StepGemms(choice.openBlas(), arena, spec, rows);
    return () -> choice.withThreads(threads, products::run);
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
