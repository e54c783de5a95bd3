package anchorbench.engine.cuda;

import anchorbench.network.Adam;
import anchorbench.triplet.TripletIndices;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The plans of a sequence of steps on their way to the card: drawn into one of several pinned
 * buffers, copied by a stream of their own while the last sequence is still at work, and moved in
 * the trainer's stream to the one place that recorded graphs read.
 *
 * <p>Layout, 32-bit: the plan of every step, then two corrections of Adam a step.
 */
final class StepPlans implements AutoCloseable {
  private static final int CORRECTIONS = 2;

  private static final String WHAT = "a trainer";

  private final Resources owned = new Resources();
  private final Context context;
  private final Stream stream;
  private final Stream copies;
  private final PlanWriter writer;
  private final int capacityInts;
  private final DeviceBuffer current;
  private final Staging[] stagings;
  private int turn;
  private int[] scratch = new int[0];

  /** One of the ways in. */
  private final class Staging {
    final PinnedBuffer pinned = owned.add(new PinnedBuffer(context, bytes()));
    final DeviceBuffer device = owned.add(new DeviceBuffer(context, copies, WHAT, bytes()));
    final Event uploaded = owned.add(new Event(context));
    final Event consumed = owned.add(new Event(context));
  }

  /**
   * @param shape of a full step
   * @param steps most steps of a sequence
   * @param ways how many sequences may be on their way at once
   */
  StepPlans(Stream stream, PlanShape shape, int tableRows, int steps, int ways) {
    this.stream = stream;
    context = stream.context();
    writer = new PlanWriter(tableRows);
    stagings = new Staging[ways];
    capacityInts = Math.multiplyExact(steps, shape.ints() + CORRECTIONS);
    try {
      copies = owned.add(new Stream(context));
      current = owned.add(new DeviceBuffer(context, stream, WHAT, bytes()));
      for (int way = 0; way < ways; way++) {
        stagings[way] = new Staging();
      }
      // The buffers were cleared in their streams; copies must not overtake that.
      copies.synchronise();
      stream.synchronise();
    } catch (RuntimeException e) {
      owned.close();
      throw e;
    }
  }

  private long bytes() {
    return (long) capacityInts * Integer.BYTES;
  }

  int ways() {
    return stagings.length;
  }

  boolean fits(StepSequence sequence) {
    return sequence.ints() + CORRECTIONS * sequence.steps() <= capacityInts;
  }

  /** Lays out a sequence and sends it; the trainer's stream has it from here on. */
  void send(StepSequence sequence, TripletIndices triplets, Adam adam, long stepsBefore) {
    Staging staging = stagings[turn];
    turn = (turn + 1) % stagings.length;
    // The last sequence that came this way may not have left yet.
    staging.consumed.synchronise();
    int ints = sequence.ints();
    int numbers = ints + CORRECTIONS * sequence.steps();
    if (scratch.length < numbers) {
      scratch = new int[numbers];
    }
    for (int step = 0; step < sequence.steps(); step++) {
      writer.write(
          sequence.shape(step),
          triplets,
          sequence.firstTriplet(step),
          scratch,
          sequence.planAt(step));
      long t = stepsBefore + step + 1;
      int at = ints + CORRECTIONS * step;
      scratch[at] = Float.floatToRawIntBits((float) adam.stepSize(t));
      scratch[at + 1] = Float.floatToRawIntBits((float) adam.rootScale(t));
    }
    MemorySegment.copy(scratch, 0, staging.pinned.memory(), ValueLayout.JAVA_INT, 0, numbers);
    long bytes = (long) numbers * Integer.BYTES;
    copies.copyToDevice(staging.device.address(), staging.pinned.memory(), bytes);
    copies.record(staging.uploaded);
    stream.waitFor(staging.uploaded);
    stream.copyOnDevice(current.address(), staging.device.address(), bytes);
    stream.record(staging.consumed);
  }

  /** Device address of a step's plan. */
  long plan(StepSequence sequence, int step) {
    return current.at(sequence.planAt(step));
  }

  /** Device address of a step's corrections. */
  long corrections(StepSequence sequence, int step) {
    return current.at((long) sequence.ints() + (long) CORRECTIONS * step);
  }

  @Override
  public void close() {
    owned.close();
  }
}
