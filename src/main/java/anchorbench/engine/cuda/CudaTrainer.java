package anchorbench.engine.cuda;

import anchorbench.engine.RunningSteps;
import anchorbench.engine.StepLog;
import anchorbench.engine.Trainer;
import anchorbench.engine.TrainingSpec;
import anchorbench.engine.cuda.driver.Driver;
import anchorbench.network.Adam;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletIndices;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Training on the card. A run of steps is a few sequences, and a sequence of up to {@link
 * #MOST_STEPS} steps is one launch of a recorded graph, whose losses come back together. The first
 * is short, so that the card is at work while the plans of the others are laid out. A sequence that
 * is new in its shape goes launch by launch the first time, because libraries load code at first
 * use and a recording must not; from the second time on it is recorded.
 */
final class CudaTrainer implements Trainer {
  /** Longer epochs are several graphs: recording time and memory grow with the nodes. */
  private static final int MOST_STEPS = 512;

  /** Of a run's first sequence. */
  private static final int FIRST_STEPS = 16;

  /**
   * A sequence has at most so many times the steps of the one before: its plans are done in time.
   */
  private static final int GROWTH = 4;

  private final Resources owned = new Resources();
  private final Stream stream;
  private final StepChoice choice;
  private final TrainingState state;
  private final TrainingStep runner;
  private final AnchorTable anchors;
  private final TrainingSpec spec;
  private final PlanWriter shapes;

  /** Losses, float32 [MOST_STEPS], then active counts, int32 [MOST_STEPS]. */
  private final DeviceBuffer found;

  private final Map<StepSequence.Key, Graph> graphs = new HashMap<>();
  private final Set<StepSequence.Key> seen = new HashSet<>();
  private final List<Results> results = new ArrayList<>();
  private StepPlans plans;
  private int turn;
  private Adam adam;
  private long stepsDone;
  private int active;
  private double deviceMicros = Double.NaN;

  CudaTrainer(
      CudaEngine engine,
      CudaImages images,
      AnchorTable anchors,
      TrainingSpec spec,
      Weights initial) {
    Context context = engine.context();
    this.anchors = anchors;
    this.spec = spec;
    adam = spec.adam();
    shapes = new PlanWriter(anchors.rows());
    try {
      stream = owned.add(new Stream(context));
      choice =
          StepChoice.of(
              spec.network(),
              engine.arithmetic(),
              spec.batchSize(),
              context.attribute(Driver.SHARED_BYTES_OPT_IN));
      state = owned.add(new TrainingState(stream, engine, images, anchors, spec, initial));
      runner =
          owned.add(
              choice.fused()
                  ? new FusedStep(stream, engine.kernels(), choice, spec, state)
                  : new StepRunner(stream, engine, spec, state));
      found = owned.add(DeviceBuffer.ints(context, stream, "a trainer", 2L * MOST_STEPS));
    } catch (RuntimeException e) {
      owned.close();
      throw e;
    }
  }

  /** Losses and active counts of one run of steps, on their way back. */
  private static final class Results implements AutoCloseable {
    private final PinnedBuffer pinned;
    private final Event start;
    private final Event end;
    private final Event done;
    private Pending pending;

    Results(Context context) {
      pinned = new PinnedBuffer(context, 2L * MOST_STEPS * Integer.BYTES);
      start = new Event(context);
      end = new Event(context);
      done = new Event(context);
    }

    @Override
    public void close() {
      pinned.close();
      start.close();
      end.close();
      done.close();
    }
  }

  /** A sequence whose results go into a log. */
  private static final class Pending {
    private final Results from;
    private final StepLog into;
    private final int at;
    private final int steps;
    private boolean finished;
    private double micros;

    Pending(Results from, StepLog into, int at, int steps) {
      this.from = from;
      this.into = into;
      this.at = at;
      this.steps = steps;
    }

    void finish() {
      if (finished) {
        return;
      }
      from.done.synchronise();
      micros = from.end.microsSince(from.start);
      MemorySegment memory = from.pinned.memory();
      MemorySegment.copy(memory, ValueLayout.JAVA_FLOAT, 0, into.losses(), at, steps);
      long actives = (long) MOST_STEPS * Integer.BYTES;
      MemorySegment.copy(memory, ValueLayout.JAVA_INT, actives, into.active(), at, steps);
      finished = true;
    }
  }

  @Override
  public float step(TripletIndices triplets, int first, int count) {
    StepLog log = start(triplets, first, count, count).finish();
    return log.losses()[0];
  }

  @Override
  public RunningSteps start(TripletIndices triplets, int batchSize) {
    return start(triplets, 0, triplets.count(), batchSize);
  }

  private RunningSteps start(TripletIndices triplets, int first, int count, int batchSize) {
    if (batchSize > spec.batchSize()) {
      throw new IllegalArgumentException("batch " + batchSize + " above " + spec.batchSize());
    }
    PlanShape shape = shapes.shape(triplets, first, count, batchSize);
    StepLog log = StepLog.ofBatches(count, batchSize);
    List<StepSequence> sequences = sequences(shape, first, count, batchSize);
    makeRoom(sequences);
    List<Pending> parts = new ArrayList<>();
    int done = 0;
    for (StepSequence sequence : sequences) {
      parts.add(submit(sequence, triplets, log, done));
      done += sequence.steps();
    }
    return () -> {
      parts.forEach(Pending::finish);
      deviceMicros = parts.stream().mapToDouble(part -> part.micros).sum();
      active = log.active()[log.steps() - 1];
      return log;
    };
  }

  private static List<StepSequence> sequences(
      PlanShape shape, int first, int count, int batchSize) {
    int steps = Math.ceilDiv(count, batchSize);
    List<StepSequence> sequences = new ArrayList<>();
    int most = FIRST_STEPS;
    for (int done = 0; done < steps; done += sequences.getLast().steps()) {
      int some = Math.min(most, steps - done);
      int from = done * batchSize;
      int last = Math.min(count - from, some * batchSize) - (some - 1) * batchSize;
      sequences.add(new StepSequence(shape, some, last, first + from));
      most = Math.min(MOST_STEPS, GROWTH * some);
    }
    return sequences;
  }

  private Pending submit(StepSequence sequence, TripletIndices triplets, StepLog log, int at) {
    Results into = results.get(turn);
    turn = (turn + 1) % results.size();
    if (into.pending != null) {
      into.pending.finish();
    }
    runner.prepare(sequence.full());
    runner.prepare(sequence.shape(sequence.steps() - 1));
    // Before the clock starts, so that recording is not timed.
    Graph graph =
        seen.add(sequence.key())
            ? null
            : graphs.computeIfAbsent(sequence.key(), key -> record(sequence));
    plans.send(sequence, triplets, adam, stepsDone);
    stream.record(into.start);
    if (graph == null) {
      launchSteps(sequence);
    } else {
      graph.launch(stream);
    }
    stream.record(into.end);
    stepsDone += sequence.steps();
    stream.copyToHost(into.pinned.memory(), found.address(), found.bytes());
    stream.record(into.done);
    into.pending = new Pending(into, log, at, sequence.steps());
    return into.pending;
  }

  /**
   * Room for every sequence of two runs, so that the second is begun without a wait. It grows with
   * the longest sequence; recorded graphs know the old place.
   */
  private void makeRoom(List<StepSequence> sequences) {
    int ways = 2 * sequences.size();
    while (results.size() < ways) {
      results.add(owned.add(new Results(stream.context())));
    }
    if (plans != null && plans.ways() >= ways && sequences.stream().allMatch(plans::fits)) {
      return;
    }
    StepSequence longest = Collections.max(sequences, Comparator.comparingInt(StepSequence::ints));
    stream.synchronise();
    dropGraphs();
    closePlans();
    plans = new StepPlans(stream, longest.full(), anchors.rows(), longest.steps(), ways);
  }

  private void closePlans() {
    if (plans != null) {
      plans.close();
      plans = null;
    }
  }

  private void launchSteps(StepSequence sequence) {
    for (int step = 0; step < sequence.steps(); step++) {
      runner.run(
          sequence.shape(step),
          plans.plan(sequence, step),
          plans.corrections(sequence, step),
          found.at(step),
          found.at((long) MOST_STEPS + step));
    }
  }

  private Graph record(StepSequence sequence) {
    Graph graph = stream.capture(() -> launchSteps(sequence));
    graph.upload(stream);
    return graph;
  }

  private void dropGraphs() {
    graphs.values().forEach(Graph::close);
    graphs.clear();
    seen.clear();
  }

  @Override
  public void fixAnchors(float[] embeddings) {
    if (state.fixedAnchors().set(embeddings)) {
      // Recorded graphs know no fixed anchors.
      stream.synchronise();
      dropGraphs();
    }
  }

  /** Recorded graphs read it with the plan of each step. */
  @Override
  public void setLearningRate(double rate) {
    adam = adam.at(rate);
  }

  @Override
  public int activeTriplets() {
    return active;
  }

  @Override
  public Weights gradient() {
    return state.parameters().readGradient(stream);
  }

  @Override
  public Weights weights() {
    return state.parameters().read(stream);
  }

  @Override
  public double deviceMicros() {
    return deviceMicros;
  }

  /** Which way this trainer's steps take. */
  StepChoice choice() {
    return choice;
  }

  /** Which way this trainer's steps and its convolutions take, in a line. */
  String way() {
    return state.convolutions().behind(choice);
  }

  /** Which way the steps take, and what a full one launches. */
  List<String> algorithms() {
    int batch = spec.batchSize();
    int slots = Math.min(anchors.rows(), batch);
    List<String> lines = new ArrayList<>(List.of(way()));
    lines.addAll(runner.describe(new PlanShape(slots, anchors.isEmpty() ? 3 : 2, batch)));
    return lines;
  }

  /** Nodes of all recorded graphs together. */
  int nodes() {
    return graphs.values().stream().mapToInt(Graph::nodes).sum();
  }

  @Override
  public void close() {
    stream.context().release(driver -> driver.synchronise(stream.handle()));
    dropGraphs();
    closePlans();
    owned.close();
  }
}
