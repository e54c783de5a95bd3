package anchorbench.bench;

import anchorbench.data.ImageSet;
import anchorbench.engine.Batch;
import anchorbench.engine.TimedSession;
import anchorbench.engine.TrainingSpec;
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

/** Gather and scale; the peak copies memory, moving as many bytes. */
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

    @Param(RowImages.CHOSEN)
    public String images;

    ImageSet set;
    Arm arm;
    private int next;

    @Setup
    public void draw() {
      set = BenchmarkImages.train(images);
      arm = Arm.of(anchors, set);
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
  public static class Ready extends Metered {
    @Param("cpu")
    public String engine;

    TimedSession session;
    Batch batch;

    @Setup
    public void open(Shape shape, BenchmarkParams params) {
      begin(params, BenchmarkCard.open(engine));
      Checks.require(
          row,
          () ->
              Checks.assembly(
                  opened,
                  shape.set,
                  shape.arm.anchors(),
                  shape.arm.triplets(),
                  Math.min(shape.batch, MAX_CHECKED)));
      session = opened.load(shape.set);
      batch = session.batch(shape.arm.anchors(), shape.batch, TrainingSpec.UNIT_PIXELS);
      meter(batch);
      beside(peaks -> peaks.copy(shape.arm.bytesMoved(shape.batch) / 2));
    }

    @TearDown
    public void close() {
      end();
      batch.close();
      session.close();
      opened.close();
    }
  }

  /** The device's peak. */
  @State(Scope.Benchmark)
  public static class Peak extends DevicePeak {
    @Param("cpu")
    public String device;

    @Setup
    public void open(Shape shape, BenchmarkParams params) {
      openDevice(device, params);
      measure(peaks.copy(shape.arm.bytesMoved(shape.batch) / 2));
    }
  }

  @Benchmark
  public Batch tripletAssembly(Shape shape, Ready ready) {
    ready.batch.assemble(shape.arm.triplets(), shape.nextFirst(), shape.batch);
    ready.meter.add(1);
    return ready.batch;
  }

  @Benchmark
  public long tripletAssemblyCeiling(Peak peak) {
    return peak.run();
  }
}
