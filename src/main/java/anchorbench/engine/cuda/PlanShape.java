package anchorbench.engine.cuda;

/**
 * Where a step's rows and the numbers that describe them lie. Sizes are frozen in a recorded graph,
 * so every step of one {@code count} has the same: table anchors get {@code slots} rows, in use or
 * not, and an unused row has no gradient.
 *
 * <p>Rows: the slots, then for each triplet its anchor (stride 3 only), positive, negative. A plan
 * is int32: source [rows], anchor row [count], members [count], member start [slots + 1].
 *
 * @param stride 3 if anchors may be images, else 2
 * @param count triplets
 */
record PlanShape(int slots, int stride, int count) {
  int rows() {
    return slots + stride * count;
  }

  int anchorRowAt() {
    return rows();
  }

  int membersAt() {
    return rows() + count;
  }

  int memberStartAt() {
    return rows() + 2 * count;
  }

  int ints() {
    return rows() + 2 * count + slots + 1;
  }

  PlanShape of(int otherCount) {
    return new PlanShape(slots, stride, otherCount);
  }
}
