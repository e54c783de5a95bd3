package anchorbench.engine.cuda;

import anchorbench.triplet.TripletIndices;
import java.util.Arrays;

/** Lays triplets out as {@link PlanShape} says. One thread's; its arrays are used again. */
final class PlanWriter {
  private static final int UNUSED = -1;

  private final int tableRows;
  private final int[] slotOfTableRow;
  private int[] next;

  PlanWriter(int tableRows) {
    this.tableRows = tableRows;
    slotOfTableRow = new int[tableRows];
    next = new int[1];
  }

  /** The shape that {@code count} triplets from {@code first} on need. */
  PlanShape shape(TripletIndices triplets, int first, int count, int batchSize) {
    boolean imageAnchors = tableRows == 0;
    for (int i = first; i < first + count && !imageAnchors; i++) {
      imageAnchors = triplets.anchor()[i] >= 0;
    }
    return new PlanShape(Math.min(tableRows, batchSize), imageAnchors ? 3 : 2, batchSize);
  }

  /**
   * @param into int32, written from {@code at} on
   */
  void write(PlanShape shape, TripletIndices triplets, int first, int[] into, int at) {
    assignSlots(shape, triplets, first, into, at);
    int slots = shape.slots();
    int starts = at + shape.memberStartAt();
    Arrays.fill(into, starts, starts + slots + 1, 0);
    for (int i = 0; i < shape.count(); i++) {
      int anchor = triplets.anchor()[first + i];
      int row = slots + shape.stride() * i;
      int anchorRow = row;
      if (shape.stride() == 3) {
        // A table anchor's triplet leaves this row without gradient; any image will do.
        into[at + row] = Math.max(anchor, 0);
      }
      if (anchor < 0) {
        anchorRow = slotOfTableRow[TripletIndices.tableRow(anchor)];
        into[starts + 1 + anchorRow]++;
      }
      into[at + shape.anchorRowAt() + i] = anchorRow;
      into[at + row + shape.stride() - 2] = triplets.positive()[first + i];
      into[at + row + shape.stride() - 1] = triplets.negative()[first + i];
    }
    writeMembers(shape, into, at);
  }

  /** Table rows keep their places if all fit; else those in use, in order of appearance. */
  private void assignSlots(
      PlanShape shape, TripletIndices triplets, int first, int[] into, int at) {
    if (tableRows <= shape.slots()) {
      for (int row = 0; row < tableRows; row++) {
        slotOfTableRow[row] = row;
        into[at + row] = TripletIndices.tableAnchor(row);
      }
      return;
    }
    Arrays.fill(slotOfTableRow, UNUSED);
    Arrays.fill(into, at, at + shape.slots(), TripletIndices.tableAnchor(0));
    int used = 0;
    for (int i = first; i < first + shape.count(); i++) {
      int anchor = triplets.anchor()[i];
      if (anchor < 0 && slotOfTableRow[TripletIndices.tableRow(anchor)] == UNUSED) {
        into[at + used] = anchor;
        slotOfTableRow[TripletIndices.tableRow(anchor)] = used++;
      }
    }
  }

  /** Counting sort of the triplets by slot; equal ones stay in order. */
  private void writeMembers(PlanShape shape, int[] into, int at) {
    int slots = shape.slots();
    int starts = at + shape.memberStartAt();
    for (int slot = 0; slot < slots; slot++) {
      into[starts + slot + 1] += into[starts + slot];
    }
    if (next.length < slots) {
      next = new int[slots];
    }
    System.arraycopy(into, starts, next, 0, slots);
    for (int i = 0; i < shape.count(); i++) {
      int anchorRow = into[at + shape.anchorRowAt() + i];
      if (anchorRow < slots) {
        into[at + shape.membersAt() + next[anchorRow]++] = i;
      }
    }
  }
}
