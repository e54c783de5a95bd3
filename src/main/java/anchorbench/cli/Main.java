package anchorbench.cli;

import anchorbench.IncomparableException;
import anchorbench.InputException;
import anchorbench.engine.DeviceException;
import anchorbench.machine.Build;
import anchorbench.memory.JavaHeap;
import anchorbench.output.LogFile;
import anchorbench.output.Terminal;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line: exit codes 0 fine, 1 failed, 2 usage or an absent engine, 3 incomparable. */
@Command(
    name = "anchorbench",
    description = "Random or mean anchors? Benchmarks and experiments on triplet networks.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Main.Version.class,
    subcommands = {
      DoctorCommand.class,
      DataCommand.class,
      MeansCommand.class,
      TripletsCommand.class,
      TrainCommand.class,
      EmbedCommand.class,
      DistancesCommand.class,
      ExperimentCommand.class,
      BenchCommand.class,
      CompareCommand.class,
      CheckCommand.class,
      MergeCommand.class,
      MatrixCommand.class,
      SummaryCommand.class,
      ReportCommand.class,
      HelpCommand.class
    })
public final class Main implements Runnable {
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int INCOMPARABLE = 3;

  @Option(names = "--debug", scope = ScopeType.INHERIT, description = "show stack traces of errors")
  private boolean debug;

  @Spec private CommandSpec spec;

  public static void main(String[] arguments) {
    Terminal.install();
    System.exit(Terminal.settle(run(arguments)));
  }

  static int run(String... arguments) {
    LogFile.catchMessages();
    Main main = new Main();
    CommandLine commandLine = new CommandLine(main);
    commandLine.setOut(Terminal.writer(System.out));
    commandLine.setErr(Terminal.writer(System.err));
    commandLine.registerConverter(Path.class, new Unnameable.PathConverter());
    commandLine.setExecutionExceptionHandler((e, command, _) -> main.refuse(e, command));
    commandLine.setParameterExceptionHandler(Main::explain);
    BenchCommand.handOver(commandLine.getSubcommands().get("bench"));
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    try {
      Unnameable.refuse(arguments);
    } catch (InputException e) {
      commandLine.getErr().println("anchorbench: " + e.getMessage());
      return USAGE;
    }
    try {
      return commandLine.execute(arguments);
    } catch (OutOfMemoryError e) {
      commandLine.getErr().println("anchorbench: " + JavaHeap.exhausted(e));
      return FAILED;
    }
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  private static int explain(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    command
        .getErr()
        .printf(
            Locale.ROOT,
            "%s: %s (see: %s --help)%n",
            command.getCommandSpec().root().name(),
            firstLine(e),
            command.getCommandSpec().qualifiedName());
    return USAGE;
  }

  private int refuse(Exception thrown, CommandLine command) {
    Exception e =
        thrown instanceof InvalidPathException path
            ? new InputException(Unnameable.reason(path), path)
            : thrown;
    PrintWriter err = command.getErr();
    boolean incomparable = e instanceof IncomparableException;
    boolean device = e instanceof DeviceException;
    boolean ours = incomparable || device || e instanceof InputException;
    err.printf(
        Locale.ROOT,
        "anchorbench: %s%s%n",
        ours ? "" : "internal error: " + e.getClass().getSimpleName() + ": ",
        firstLine(e));
    if (debug) {
      e.printStackTrace(err);
    } else if (!ours) {
      err.println("anchorbench: run again with --debug for the stack trace");
    }
    err.flush();
    return incomparable ? INCOMPARABLE : ours && !device ? USAGE : FAILED;
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /** For {@code --version}. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      Build build = Build.current();
      return new String[] {"anchorbench " + build.version() + " (" + build.commit() + ")"};
    }
  }
}
