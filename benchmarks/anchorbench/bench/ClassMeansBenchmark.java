package anchorbench.bench;

import anchorbench.data.LabelledImages;
import anchorbench.engine.ClassMeans;
import anchorbench.engine.Engine;
import anchorbench.engine.Engines;
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

/** Mean image of each class of the training images; the ceiling reads the same number of bytes. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ClassMeansBenchmark {

  /** First images of each class, or all. */
  @State(Scope.Benchmark)
  public static class Shape {
    @Param({"30", "1000", "all"})
    public String perClass;

    LabelledImages images;
    int first;

    @Setup
    public void load() {
      images = BenchmarkImages.get().train();
      first = perClass.equals("all") ? ClassMeans.ALL : Integer.parseInt(perClass);
    }

    int count() {
      return first == ClassMeans.ALL ? images.count() : first * images.classes();
    }
  }

  /** An engine, checked. */
  @State(Scope.Benchmark)
  public static class Ready {
    @Param({"reference", "cpu"})
    public String engine;

    Engine opened;

    @Setup
    public void open(Shape shape, BenchmarkParams row) {
      opened = Engines.open(engine, Engines.allProcessors());
      Checks.require(RowKey.of(row), () -> Checks.classMeans(opened, shape.images, shape.first));
    }

    @TearDown
    public void close() {
      opened.close();
    }
  }

  /** The machine at its best. */
  @State(Scope.Benchmark)
  public static class Ceiling {
    CpuEngine engine;
    CpuCeilings ceilings;

    @Setup
    public void open() {
      engine = (CpuEngine) Engines.open(CpuEngine.NAME, Engines.allProcessors());
      ceilings = new CpuCeilings(engine);
    }

    @TearDown
    public void close() {
      ceilings.close();
      engine.close();
    }
  }

  @Benchmark
  public ClassMeans classMeans(Shape shape, Ready ready) {
    return ready.opened.classMeans(shape.images, shape.first);
  }

  @Benchmark
  public long classMeansCeiling(Shape shape, Ceiling ceiling) {
    return ceiling.ceilings.read(shape.images, shape.count());
  }
}
