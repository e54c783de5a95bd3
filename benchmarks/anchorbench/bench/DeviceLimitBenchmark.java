package anchorbench.bench;

import anchorbench.engine.Peaks;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;

/** What a card can do apart from any kernel of ours; the time on the device is the one to read. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DeviceLimitBenchmark {

  /** One limit. */
  @State(Scope.Benchmark)
  public static class Best extends DevicePeak {
    @Param("cuda")
    public String card;

    @Param({"COPY", "GEMM_FLOAT32", "GEMM_TF32", "GRAPH_NODE"})
    public Peaks.Limit limit;

    @Setup
    public void open(BenchmarkParams params) {
      openDevice(card, params);
      measure(peaks.limit(limit));
    }
  }

  @Benchmark
  public long deviceLimit(Best best) {
    return best.run();
  }
}
