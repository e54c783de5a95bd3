package anchorbench.bench;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** How long forks may go on being begun: one that takes as long as the longest must still fit. */
final class TimeBudget {
  private final Integer seconds;
  private final long end;
  private long longest;

  /**
   * @param seconds from now on, or null for no end
   */
  TimeBudget(Integer seconds) {
    this.seconds = seconds;
    end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds == null ? 0 : seconds);
  }

  /** Of one fork. */
  void took(long nanos) {
    longest = Math.max(longest, nanos);
  }

  boolean isOver() {
    return seconds != null && end - System.nanoTime() < longest;
  }

  String reason() {
    return String.format(Locale.ROOT, "left out: the budget of %d s was used up", seconds);
  }
}
