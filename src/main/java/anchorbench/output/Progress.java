package anchorbench.output;

import java.io.Console;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar with the time left, on standard error; rarer where nobody watches a terminal. */
public final class Progress implements AutoCloseable {
  private static final int TERMINAL_MILLIS = 500;

  /** In a log there is a line this often, whether or not something was finished. */
  private static final int LOG_MILLIS = 15_000;

  private static final int LOG_WIDTH = 140;

  private final ProgressBar bar;
  private long all;
  private long known;

  public Progress(String what, long items) {
    boolean terminal = isTerminal();
    all = items;
    bar =
        new ProgressBarBuilder()
            .setTaskName(what)
            .setInitialMax(items)
            .continuousUpdate()
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(terminal ? TERMINAL_MILLIS : LOG_MILLIS)
            .setConsumer(
                terminal ? new ConsoleProgressBarConsumer(System.err) : new LinePerUpdate())
            .build();
  }

  @SuppressWarnings("SystemConsoleNull") // JDK 25 answers null again where there is no terminal.
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /** So many items are sure to come; the bar grows once there are more than it began with. */
  public synchronized void sure(long items) {
    known += items;
    if (known > all) {
      all = known;
      bar.maxHint(all);
    }
  }

  public synchronized void step() {
    bar.step();
  }

  /** So many items more, and which. */
  public synchronized void done(String what, long items) {
    bar.setExtraMessage(what);
    bar.stepBy(items);
  }

  /** What is being done now, behind the bar. */
  public synchronized void now(String what) {
    bar.setExtraMessage(what);
  }

  @Override
  public void close() {
    bar.close();
  }

  /** In a log, each update that says something new is a line of its own. */
  private static final class LinePerUpdate implements ProgressBarConsumer {
    private String last = "";

    @Override
    public int getMaxRenderedLength() {
      return LOG_WIDTH;
    }

    @Override
    public void accept(String rendered) {
      String line = rendered.strip();
      if (!line.equals(last)) {
        System.err.println(line);
      }
      last = line;
    }

    @Override
    public void close() {}
  }
}
