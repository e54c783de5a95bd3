package anchorbench.bench;

import anchorbench.output.Progress;
import anchorbench.source.ImageChoice;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;

/**
 * Runs the forks of a benchmark, each on disk before the next begins.
 *
 * @param rounds forks of every row
 * @param data images they work on
 */
record ForkRunner(RowChoice choice, int rounds, ImageChoice data, TimeBudget time) {
  /**
   * Those that {@code forks} has already are taken from there.
   *
   * @param log of what JMH prints
   */
  void run(Participants ready, long imageBytes, Rows rows, FinishedForks forks, PrintStream log) {
    List<BenchmarkPlan.Item> plan = plan(ready, imageBytes);
    try (Progress progress = new Progress("kernels", plan.size())) {
      for (int number = 0; number < plan.size(); number++) {
        Optional<RunResult> done = forks.find(number, plan.get(number).key());
        if (done.isPresent() || rows.isRefused(plan.get(number).key())) {
          progress.step();
        } else if (time.isOver()) {
          rows.leaveOut(plan.get(number).key(), time.reason());
        } else {
          long start = System.nanoTime();
          done = measure(plan.get(number), forks.folderFor(number), log, progress);
          time.took(System.nanoTime() - start);
          if (done.isPresent()) {
            forks.keep(number, done.get());
          }
        }
        rows.add(done.stream().toList());
      }
    }
  }

  /**
   * Every fork, one after the other. Round by round, and in a round arm beside arm and engine
   * beside engine: a machine that drifts does so to all of them.
   */
  private List<BenchmarkPlan.Item> plan(Participants ready, long imageBytes) {
    List<BenchmarkPlan.Item> plan = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      for (Options part : choice.parts(ready, imageBytes)) {
        plan.addAll(BenchmarkPlan.sideBySide(BenchmarkPlan.items(part)));
      }
    }
    return plan;
  }

  /** Empty if the fork gave no time; the log and its check say why. */
  private Optional<RunResult> measure(
      BenchmarkPlan.Item item, Path forkFolder, PrintStream log, Progress progress) {
    Options options =
        item.alone()
            .jvmArgsAppend(ForkOptions.arguments(forkFolder, data, PeakProfiler.ARGUMENT))
            .addProfiler(PeakProfiler.class)
            .build();
    var results = JmhOptions.run(() -> new Runner(options, new ProgressFormat(log, progress)));
    if (results.size() > 1) {
      throw new IllegalStateException(item.key().tag() + ": JMH measured more than was asked");
    }
    return results.stream().findFirst();
  }
}
