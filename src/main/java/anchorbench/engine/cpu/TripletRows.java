package anchorbench.engine.cpu;

/** Where the rows of a triplet begin, in numbers; set anew for each, so that a step makes none. */
final class TripletRows {
  private final int width;
  long anchor;
  long positive;
  long negative;

  /**
   * @param width numbers of a row
   */
  TripletRows(int width) {
    this.width = width;
  }

  /** Takes the numbers of the rows. */
  TripletRows at(int anchorRow, int positiveRow, int negativeRow) {
    anchor = (long) anchorRow * width;
    positive = (long) positiveRow * width;
    negative = (long) negativeRow * width;
    return this;
  }
}
