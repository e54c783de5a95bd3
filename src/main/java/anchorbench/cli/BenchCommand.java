package anchorbench.cli;

import anchorbench.InputException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Hands over to the benchmark jar beside this one. */
@Command(
    name = "bench",
    description = {
      "Runs the benchmarks and the comparison: --preset smoke|quick|full, --engines, --data,"
          + " --out.",
      "Needs benchmarks.jar beside anchorbench.jar (built by: mvn verify -Pbench)."
    })
final class BenchCommand implements Callable<Integer> {
  private static final String RUNNER = "anchorbench.bench.BenchmarkRun";

  /** Options too, in their order: the runner knows them, this command does not. */
  @Parameters(arity = "0..*", hidden = true)
  private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-Djava.awt.headless=true",
            "-cp",
            jar().toString(),
            RUNNER));
    command.addAll(arguments);
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new InputException("cannot start " + command.getFirst() + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Main.FAILED;
    }
  }

  private static Path jar() {
    try {
      Path here = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path jar = here.resolveSibling("benchmarks.jar");
      if (!Files.exists(jar)) {
        throw new InputException(jar + ": not there; build it with mvn verify -Pbench");
      }
      return jar;
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
