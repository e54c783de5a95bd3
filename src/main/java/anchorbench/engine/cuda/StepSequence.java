package anchorbench.engine.cuda;

/**
 * Steps that are given to the card together.
 *
 * @param full the shape of each step but the last
 * @param steps how many
 * @param lastCount triplets of the last step, at most the others'
 * @param first the first triplet
 */
record StepSequence(PlanShape full, int steps, int lastCount, int first) {
  /** What a recorded graph depends on. */
  record Key(PlanShape full, int steps, int lastCount) {}

  Key key() {
    return new Key(full, steps, lastCount);
  }

  PlanShape shape(int step) {
    return step == steps - 1 ? full.of(lastCount) : full;
  }

  int firstTriplet(int step) {
    return first + step * full.count();
  }

  /** Where a step's plan begins, in numbers. */
  int planAt(int step) {
    return step * full.ints();
  }

  /** Numbers of all plans. */
  int ints() {
    return steps * full.ints();
  }
}
