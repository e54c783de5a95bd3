package anchorbench.memory;

import anchorbench.InputException;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** The memory that this machine has, or the container that we are in. */
public final class PhysicalMemory {
  private static final double GIGABYTE = 1e9;

  private PhysicalMemory() {}

  /**
   * Before memory outside the heap is asked for: the system would grant more than it has, and end
   * the process when it is used.
   *
   * @param what for the message
   * @return {@code bytes}
   * @throws InputException if that is more than there is
   */
  public static long require(long bytes, String what) {
    return require(
        (double) bytes,
        what,
        "image files in folders or a list are not held in memory, nor are plain IDX files");
  }

  /**
   * As {@link #require(long, String)}.
   *
   * @param cure what to do about it
   */
  public static long require(double bytes, String what, String cure) {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long there = system.getTotalMemorySize();
    if (bytes > there) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s have %.1f GB, this machine %.1f GB of memory; %s",
              what,
              bytes / GIGABYTE,
              there / GIGABYTE,
              cure));
    }
    return (long) bytes;
  }
}
