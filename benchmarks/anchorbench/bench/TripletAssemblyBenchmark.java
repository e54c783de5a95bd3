package anchorbench.bench;

import anchorbench.data.LabelledImages;
import anchorbench.engine.Engine;
import anchorbench.engine.Engines;
import anchorbench.engine.ImageStore;
import anchorbench.engine.TrainingSpec;
import anchorbench.engine.TripletBatch;
import anchorbench.engine.cpu.CpuCeilings;
import anchorbench.engine.cpu.CpuEngine;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/** Gather and scale; the ceiling copies memory, moving as many bytes. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TripletAssemblyBenchmark {
  private static final int MAX_CHECKED = 1024;

  /** Which triplets. */
  @State(Scope.Benchmark)
  public static class Shape {
    @Param({"128", "1024", "8192"})
    public int batch;

    @Param({"random", "mean"})
    public String anchors;

    LabelledImages images;
    Arm arm;
    private int next;

    @Setup
    public void draw() {
      images = BenchmarkImages.get().train();
      arm = Arm.of(anchors, images);
    }

    /** Where the next batch starts: another one each time, so that no cache keeps it. */
    int nextFirst() {
      int first = next;
      next = next + 2 * batch > arm.triplets().count() ? 0 : next + batch;
      return first;
    }
  }

  /** An engine, checked. */
  @State(Scope.Benchmark)
  public static class Ready {
    @Param({"reference", "cpu"})
    public String engine;

    Engine opened;
    ImageStore store;
    TripletBatch into;

    @Setup
    public void open(Shape shape, BenchmarkParams row) {
      opened = Engines.open(engine, Engines.allProcessors());
      Checks.require(
          RowKey.of(row),
          () ->
              Checks.assembly(
                  opened,
                  shape.images,
                  shape.arm.anchors(),
                  shape.arm.triplets(),
                  Math.min(shape.batch, MAX_CHECKED)));
      store = opened.load(shape.images);
      into = opened.newBatch(store, shape.arm.anchors(), shape.batch);
    }

    @TearDown
    public void close() {
      into.close();
      store.close();
      opened.close();
    }
  }

  /** The machine at its best. */
  @State(Scope.Benchmark)
  public static class Ceiling {
    CpuEngine engine;
    CpuCeilings ceilings;
    CpuCeilings.Copy copy;

    @Setup
    public void open(Shape shape) {
      engine = (CpuEngine) Engines.open(CpuEngine.NAME, Engines.allProcessors());
      ceilings = new CpuCeilings(engine);
      copy = ceilings.new Copy(shape.arm.bytesMoved(shape.batch) / 2);
    }

    @TearDown
    public void close() {
      ceilings.close();
      engine.close();
    }
  }

  @Benchmark
  public TripletBatch tripletAssembly(Shape shape, Ready ready) {
    ready.opened.assemble(
        ready.store,
        shape.arm.anchors(),
        shape.arm.triplets(),
        shape.nextFirst(),
        shape.batch,
        TrainingSpec.UNIT_PIXELS,
        ready.into);
    return ready.into;
  }

  @Benchmark
  public long tripletAssemblyCeiling(Shape shape, Ceiling ceiling) {
    return ceiling.copy.run();
  }
}
