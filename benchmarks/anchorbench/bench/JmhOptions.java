package anchorbench.bench;

import anchorbench.InputException;
import anchorbench.result.RunRecord;
import anchorbench.result.ScoreUnit;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;

/**
 * JMH's own options, held to what a row is: the mean time of one operation, on one thread of JMH's,
 * in a fork of the JVM that the record names. An option that makes something else of it would spoil
 * the record in silence, so it is refused before anything is measured. Units are converted.
 */
final class JmhOptions {
  private JmhOptions() {}

  /**
   * @throws InputException if JMH does not understand them
   */
  static CommandLineOptions parse(String... arguments) {
    try {
      return new CommandLineOptions(arguments);
    } catch (CommandLineOptionException | RuntimeException e) {
      // Of a mode or a number it throws whatever its parser does.
      throw new InputException(e.getMessage() + " (-h lists JMH's options)", e);
    }
  }

  /**
   * @throws InputException in one line, if rows would be something else than a record's
   */
  static void require(Options given) {
    Collection<Mode> modes = given.getBenchModes();
    if (modes.stream().anyMatch(mode -> mode != Mode.AverageTime)) {
      throw refusal(
          "-bm " + modes.stream().sorted().map(Mode::shortLabel).collect(Collectors.joining(",")),
          "a row is the mean time of an operation",
          "leave it out or give -bm " + ScoreUnit.MODE);
    }
    boolean grouped = given.getThreadGroups().hasValue();
    int threads = given.getThreads().orElse(1);
    if (threads != 1 || (grouped && Arrays.stream(given.getThreadGroups().get()).sum() != 1)) {
      throw refusal(
          threads == 1 ? "-tg" : "-t " + (threads < 1 ? "max" : threads),
          "a row is timed by one thread; engines use threads of their own",
          "leave it out");
    }
    if (given.shouldFailOnError().orElse(false)) {
      throw refusal(
          "-foe true",
          "JMH would write nothing; a row that fails is in the record with its reason",
          "leave it out");
    }
    forks(given);
    batches(given);
    jvm(given);
    file(given);
  }

  private static void forks(Options given) {
    if (given.getForkCount().orElse(1) < 1) {
      throw refusal(
          "-f 0",
          "a row is timed in a JVM of its own, which leaves its check and its latencies",
          "give -f 1 or more");
    }
    if (given.getWarmupForkCount().orElse(0) > 0) {
      throw refusal(
          "-wf " + given.getWarmupForkCount().get(),
          "latencies of forks that are thrown away would be counted",
          "leave it out; -wi warms up each fork");
    }
  }

  private static void batches(Options given) {
    if (given.getMeasurementBatchSize().orElse(1) != 1) {
      throw refusal(
          "-bs " + given.getMeasurementBatchSize().get(),
          "a row is the time of one operation, not of a batch",
          "leave it out");
    }
    if (given.getOperationsPerInvocation().hasValue()) {
      throw refusal(
          "-opi " + given.getOperationsPerInvocation().get(),
          "each benchmark says itself how many operations a call makes",
          "leave it out");
    }
  }

  private static void jvm(Options given) {
    if (given.getJvm().hasValue() && !isThisJvm(Path.of(given.getJvm().get()))) {
      throw refusal(
          "-jvm " + given.getJvm().get(),
          "a record names the JVM that writes it",
          "start this jar with that java and leave -jvm out");
    }
  }

  private static boolean isThisJvm(Path java) {
    try {
      Path own = Path.of(System.getProperty("java.home"), "bin", "java");
      return java.toRealPath().equals(own.toRealPath());
    } catch (IOException e) {
      return false;
    }
  }

  private static void file(Options given) {
    if (writesRecord(given) && !result(given).endsWith(RunRecord.JMH_FILE)) {
      throw refusal(
          "-rff " + result(given),
          "run.json is written beside it, and check and merge look for %s there"
              .formatted(RunRecord.JMH_FILE),
          "name it " + result(given).resolveSibling(RunRecord.JMH_FILE));
    }
  }

  /**
   * Measures.
   *
   * @param runner made here: it is its constructor that opens {@code -o}
   * @throws InputException where JMH itself will not: another one is running, no benchmark matches,
   *     a file cannot be written
   */
  static Collection<RunResult> run(Supplier<Runner> runner) {
    try {
      return runner.get().run();
    } catch (RunnerException | IllegalStateException e) {
      throw new InputException("JMH: " + reason(e), e);
    }
  }

  /** Some of its exceptions have their words in toString alone, some in their cause. */
  private static String reason(Exception e) {
    String what = e.getMessage() == null ? e.toString() : e.getMessage();
    String why = e.getCause() == null ? null : e.getCause().getMessage();
    return why == null || what.contains(why) ? what : what + " " + why;
  }

  private static InputException refusal(String option, String reason, String cure) {
    return new InputException("%s: %s; %s".formatted(option, reason, cure));
  }

  /** Whether there is to be a record: where JMH writes JSON. */
  static boolean writesRecord(Options given) {
    return given.getResultFormat().orElse(null) == ResultFormatType.JSON;
  }

  /** JMH's file, under our name where the command line has none. */
  static Path result(Options given) {
    return Path.of(given.getResult().orElse(RunRecord.JMH_FILE));
  }

  /** Flags of a fork: JMH hands on this JVM's own unless it is told others. */
  static List<String> javaFlags(Options given) {
    List<String> flags = new ArrayList<>(given.getJvmArgsPrepend().orElse(List.of()));
    flags.addAll(
        given
            .getJvmArgs()
            .orElseGet(() -> ManagementFactory.getRuntimeMXBean().getInputArguments()));
    flags.addAll(given.getJvmArgsAppend().orElse(List.of()));
    return flags;
  }
}
