package anchorbench.engine.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import anchorbench.network.NetworkSpec;
import anchorbench.network.Weights;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/** Embeds any number of rows, a block at a time on each worker. */
final class Embedder {
  private static final int BLOCK = 512;

  /** Writes input rows {@code from} to {@code to} at the start of {@code out}. */
  interface Input {
    void write(RowGather gather, int from, int to, MemorySegment out);
  }

  private Embedder() {}

  static float[] embed(
      CpuEngine engine, Weights weights, RowSource source, int count, Input input) {
    NetworkSpec spec = weights.spec();
    int width = spec.outputs();
    float[] embeddings = new float[Math.multiplyExact(count, width)];
    AtomicInteger next = new AtomicInteger();
    try (Arena arena = Arena.ofShared()) {
      ParameterSegments parameters = new ParameterSegments(arena, spec);
      parameters.set(weights);
      engine
          .workers()
          .run(
              worker -> {
                NetworkPass pass = new NetworkPass(engine.embedding(), arena, spec, BLOCK, false);
                RowGather gather = new RowGather(engine.kernels(), arena, source);
                int from = next.getAndAdd(BLOCK);
                for (; from < count; from = next.getAndAdd(BLOCK)) {
                  int to = Math.min(count, from + BLOCK);
                  input.write(gather, from, to, pass.input());
                  pass.forward(to - from, parameters);
                  MemorySegment.copy(
                      pass.embeddings(),
                      JAVA_FLOAT,
                      0,
                      embeddings,
                      from * width,
                      (to - from) * width);
                }
              });
    }
    return embeddings;
  }
}
