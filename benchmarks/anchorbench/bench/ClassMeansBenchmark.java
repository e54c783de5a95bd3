package anchorbench.bench;

import anchorbench.data.ClassIndex;
import anchorbench.data.ImageSet;
import anchorbench.engine.ClassMeans;
import anchorbench.engine.TimedSession;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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

/**
 * Mean image of each class of the training images, which lie on the device; the peak reads the same
 * number of bytes.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ClassMeansBenchmark {

  /** First images of each class, or all. */
  @State(Scope.Benchmark)
  public static class Shape {
    @Param({"30", "1000", "all"})
    public String perClass;

    @Param(RowImages.CHOSEN)
    public String images;

    ImageSet set;
    int first;

    @Setup
    public void load() {
      set = BenchmarkImages.train(images);
      first = perClass.equals("all") ? ClassMeans.ALL : Integer.parseInt(perClass);
    }

    int count() {
      ClassIndex index = new ClassIndex(set);
      return first == ClassMeans.ALL
          ? set.count()
          : IntStream.range(0, index.classes()).map(c -> Math.min(first, index.size(c))).sum();
    }
  }

  /** An engine, checked. */
  @State(Scope.Benchmark)
  public static class Ready extends Metered {
    @Param("cpu")
    public String engine;

    TimedSession session;

    @Setup
    public void open(Shape shape, BenchmarkParams params) {
      begin(params, BenchmarkCard.open(engine));
      Checks.require(row, () -> Checks.classMeans(opened, shape.set, shape.first));
      session = opened.load(shape.set);
      meter(session);
      beside(() -> session.reading(shape.count()));
    }

    @TearDown
    public void close() {
      end();
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
      session = opened.load(shape.set);
      measure(session.reading(shape.count()).orElseThrow());
    }
  }

  @Benchmark
  public ClassMeans classMeans(Shape shape, Ready ready) {
    ClassMeans means = ready.session.classMeans(shape.first);
    ready.meter.add(1);
    return means;
  }

  @Benchmark
  public long classMeansCeiling(Peak peak) {
    return peak.run();
  }
}
