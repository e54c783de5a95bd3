package anchorbench.memory;

import anchorbench.InputException;
import java.util.List;
import java.util.Locale;

/** Whether what somebody asks for fits the Java heap, said before it is allocated. */
public final class JavaHeap {
  /** Most elements of an array in every JVM we know. */
  public static final int MOST_ELEMENTS = Integer.MAX_VALUE - 8;

  /** Of the heap: some of it is always in use. */
  private static final double USABLE = 0.9;

  /** In the messages of errors that no larger heap would have prevented. */
  private static final List<String> OUTSIDE =
      List.of("malloc", "native", "direct", "Metaspace", "class space");

  private JavaHeap() {}

  /**
   * @param what for the message, with the option that asks for it: {@code --steps 1000000000}
   * @param count elements of one array
   * @return the same, as an int
   * @throws InputException if no array has so many
   */
  public static int elements(String what, long count) {
    if (count < 0 || count > MOST_ELEMENTS) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s: %,d numbers in one array; at most %,d fit, so ask for less",
              what,
              count,
              MOST_ELEMENTS));
    }
    return (int) count;
  }

  /**
   * @param bytes needed at once, besides what is in use
   * @throws InputException if the heap cannot be so large, naming the option that makes it larger
   */
  public static void require(String what, long bytes) {
    long most = Runtime.getRuntime().maxMemory();
    if (bytes > USABLE * most) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s: needs %s of Java heap, which is limited to %s: ask for less, or give it more"
                  + " with %s",
              what,
              inWords(bytes),
              inWords(most),
              option(bytes)));
    }
  }

  /** One line on memory that was too little after all. */
  public static String exhausted(OutOfMemoryError e) {
    String message = String.valueOf(e.getMessage());
    if (OUTSIDE.stream().anyMatch(message::contains)) {
      return "out of memory outside the Java heap (" + message + "); ask for less";
    }
    long most = Runtime.getRuntime().maxMemory();
    return String.format(
        Locale.ROOT,
        "out of memory: the Java heap is limited to %s; give it more with %s",
        inWords(most),
        option(most));
  }

  /** Half as much again as is needed, in whole gibibytes. */
  private static String option(long bytes) {
    long gibibytes = Math.max(1, (long) Math.ceil(1.5 * bytes / (1L << 30)));
    return "-Xmx"
        + gibibytes
        + "g (ANCHORBENCH_JAVA_OPTIONS=-Xmx"
        + gibibytes
        + "g for the launcher)";
  }

  private static String inWords(long bytes) {
    return bytes < 10L << 30
        ? String.format(Locale.ROOT, "%,d MiB", Math.ceilDiv(bytes, 1L << 20))
        : String.format(Locale.ROOT, "%,d GiB", Math.ceilDiv(bytes, 1L << 30));
  }
}
