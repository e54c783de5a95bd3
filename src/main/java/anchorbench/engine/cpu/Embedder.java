package anchorbench.engine.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import anchorbench.engine.cpu.convolution.Convolution;
import anchorbench.network.NetworkSpec;
import anchorbench.network.Weights;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/** Embeds any number of rows, a block at a time on each worker. */
final class Embedder {
  private static final int MOST_ROWS = 512;

  /** Of a block's activations: those of large images must not fill the memory. */
  private static final double MOST_BYTES = 256e6;

  /** Writes input rows {@code from} to {@code to} at the start of {@code out}. */
  interface Input {
    void write(RowGather gather, int from, int to, MemorySegment out);
  }

  private Embedder() {}

  static float[] embed(
      CpuEngine engine, Weights weights, RowSource source, int count, Input input) {
    NetworkSpec spec = weights.spec();
    engine.require(spec);
    int block =
        (int)
            Math.clamp(
                MOST_BYTES / (Float.BYTES * spec.plan().numbersPerRow()),
                Convolution.BLOCK,
                MOST_ROWS);
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
                NetworkPass pass = new NetworkPass(engine.embedding(), arena, spec, block, false);
                RowGather gather = new RowGather(engine.kernels(), arena, source);
                int from = next.getAndAdd(block);
                for (; from < count; from = next.getAndAdd(block)) {
                  int to = Math.min(count, from + block);
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
