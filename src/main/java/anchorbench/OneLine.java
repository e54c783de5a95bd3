package anchorbench;

/** Text that may hold what a file said: one line, and nothing that a terminal would obey. */
final class OneLine {
  private OneLine() {}

  static String of(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }
}
