package anchorbench.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Hands over to the benchmark jar beside this one. */
@Command(
    name = "bench",
    description = {
      "Runs the benchmarks and the comparison: --preset smoke|quick|full, --engines, --device,"
          + " --data, --out;",
      "--forks N measures every row in N JVMs;",
      "--python PYTHON names a python3 with torch, which is timed as well;",
      "--resume FOLDER continues a run that was cut off;",
      "--baseline FOLDER,... sets exit code 1 if a row is worse.",
      "Needs benchmarks.jar beside anchorbench.jar (built by: mvn verify -Pbench)."
    })
final class BenchCommand implements Callable<Integer> {
  private static final String HELP = "--help";
  private static final String RUNNER = "anchorbench.bench.BenchmarkRun";

  /** Options too, in their order: the runner knows them, this command does not. */
  @Parameters(arity = "0..*", hidden = true)
  private List<String> arguments = new ArrayList<>();

  @Spec private CommandSpec spec;

  /** Its options are the runner's, {@code --help} too: that one knows what there is. */
  static void handOver(CommandLine bench) {
    bench.setUnmatchedOptionsArePositionalParams(true);
    bench.getCommandSpec().remove(bench.getCommandSpec().findOption(HELP));
  }

  @Override
  public Integer call() {
    if ((arguments.contains(HELP) || arguments.contains("-h")) && !BenchmarksJar.isThere()) {
      spec.commandLine().usage(System.out);
      return 0;
    }
    return BenchmarksJar.run(RUNNER, arguments);
  }
}
