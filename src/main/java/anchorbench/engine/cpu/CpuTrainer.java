package anchorbench.engine.cpu;

import anchorbench.engine.EmbeddingLoss;
import anchorbench.engine.RowPlan;
import anchorbench.engine.Trainer;
import anchorbench.engine.TrainingSpec;
import anchorbench.engine.cpu.work.WorkerPool;
import anchorbench.memory.NativeMemory;
import anchorbench.memory.PhysicalMemory;
import anchorbench.network.Adam;
import anchorbench.network.Weights;
import anchorbench.triplet.TripletIndices;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Training on the processor: the batch is split into shards, one for each worker, and the update
 * into as many slices. With one seed and one number of shards, every run gives the same bits.
 */
final class CpuTrainer implements Trainer {
  /** Below this many triplets a shard's products are too thin to be worth a worker. */
  private static final int MIN_SHARD = 16;

  /** Slices end at a cache line, so that workers do not write to the same one. */
  private static final int SLICE = 16;

  private final Arena arena = Arena.ofShared();
  private final Kernels kernels;
  private final WorkerPool workers;
  private final TrainingSpec spec;
  private final ParameterSegments parameters;
  private final MemorySegment firstMoment;
  private final MemorySegment secondMoment;
  private final Shard[] shards;
  private final MemorySegment[] gradients;
  private final Kernels.AdamConstants constants = new Kernels.AdamConstants();
  private final WorkerPool.Task shardTask = this::runShard;
  private final WorkerPool.Task updateTask = this::updateSlice;
  private final WorkerPool.Task embedTask = this::embedShard;
  private final WorkerPool.Task backwardTask = this::backwardShard;
  private float[] fixedAnchors;
  private Adam adam;
  private long steps;

  CpuTrainer(CpuEngine engine, RowSource source, TrainingSpec spec, Weights initial) {
    requireMemory(engine, source, spec);
    kernels = engine.kernels();
    workers = engine.workers();
    this.spec = spec;
    parameters = new ParameterSegments(arena, spec.network());
    parameters.set(initial);
    firstMoment = NativeMemory.allocateFloats(arena, spec.network().parameters());
    secondMoment = NativeMemory.allocateFloats(arena, spec.network().parameters());
    shards = new Shard[Math.clamp(spec.batchSize() / MIN_SHARD, 1, workers.size())];
    gradients = new MemorySegment[shards.length];
    int capacity = Math.ceilDiv(spec.batchSize(), shards.length);
    for (int i = 0; i < shards.length; i++) {
      shards[i] = new Shard(engine.training(), arena, source, spec, capacity);
      gradients[i] = shards[i].gradient.all;
    }
    adam = spec.adam();
    constants.beta1 = (float) adam.beta1();
    constants.beta2 = (float) adam.beta2();
    constants.epsilon = (float) adam.epsilon();
  }

  /**
   * Before any of it is allocated: activations and, as large again, the loss by them; and what some
   * convolutions work in.
   */
  private static void requireMemory(CpuEngine engine, RowSource source, TrainingSpec spec) {
    double rows = RowPlan.maxRows(source.table().rows(), spec.batchSize());
    PhysicalMemory.require(
        2 * Float.BYTES * rows * spec.network().plan().numbersPerRow()
            + engine.workers().size() * engine.workBytes(spec.network()),
        "a step's activations of network '%s' with batch %s"
            .formatted(spec.network(), spec.batchSize()),
        "choose a smaller batch, images or layers");
  }

  @Override
  public float step(TripletIndices triplets, int first, int count) {
    for (int i = 0; i < shards.length; i++) {
      int from = shareStart(count, i);
      int to = shareStart(count, i + 1);
      shards[i].plan(triplets, first + from, to - from, count);
    }
    run(shardTask);
    update();
    double violations = 0;
    for (Shard shard : shards) {
      violations += shard.violationSum();
    }
    return (float) (violations / count);
  }

  @Override
  public double step(int[] images, EmbeddingLoss loss) {
    int outputs = spec.network().outputs();
    for (int i = 0; i < shards.length; i++) {
      shards[i].plan(images, shareStart(images.length, i), shareStart(images.length, i + 1));
    }
    run(embedTask);
    float[] embeddings = new float[images.length * outputs];
    for (int i = 0; i < shards.length; i++) {
      shards[i].readEmbeddings(embeddings, shareStart(images.length, i) * outputs);
    }
    float[] byEmbedding = new float[embeddings.length];
    double found = loss.of(embeddings, byEmbedding);
    for (int i = 0; i < shards.length; i++) {
      shards[i].writeGradient(byEmbedding, shareStart(images.length, i) * outputs);
    }
    run(backwardTask);
    update();
    return found;
  }

  /** Where a shard's share of so many begins. */
  private int shareStart(int count, int shard) {
    return (int) ((long) count * shard / shards.length);
  }

  private void update() {
    steps++;
    constants.stepSize = (float) adam.stepSize(steps);
    constants.rootScale = (float) adam.rootScale(steps);
    run(updateTask);
  }

  @Override
  public void setLearningRate(double rate) {
    adam = adam.at(rate);
  }

  private void run(WorkerPool.Task task) {
    if (shards.length == 1) {
      task.run(0);
    } else {
      workers.run(task);
    }
  }

  private void runShard(int worker) {
    if (worker < shards.length) {
      shards[worker].run(parameters, fixedAnchors);
    }
  }

  private void embedShard(int worker) {
    if (worker < shards.length) {
      shards[worker].embed(parameters);
    }
  }

  private void backwardShard(int worker) {
    if (worker < shards.length) {
      shards[worker].backward(parameters);
    }
  }

  private void updateSlice(int worker) {
    if (worker >= shards.length) {
      return;
    }
    kernels.adam(
        parameters.all,
        firstMoment,
        secondMoment,
        gradients,
        sliceStart(worker),
        sliceStart(worker + 1),
        constants);
  }

  private int sliceStart(int worker) {
    int all = spec.network().parameters();
    if (worker == shards.length) {
      return all;
    }
    return (int) ((long) all * worker / shards.length) / SLICE * SLICE;
  }

  @Override
  public void fixAnchors(float[] embeddings) {
    fixedAnchors = embeddings.clone();
  }

  @Override
  public int activeTriplets() {
    int active = 0;
    for (Shard shard : shards) {
      active += shard.active();
    }
    return active;
  }

  @Override
  public Weights gradient() {
    float[] sum = new float[spec.network().parameters()];
    for (Shard shard : shards) {
      shard.addGradientTo(sum);
    }
    return new Weights(spec.network(), sum);
  }

  @Override
  public Weights weights() {
    return parameters.get();
  }

  @Override
  public void close() {
    arena.close();
  }
}
