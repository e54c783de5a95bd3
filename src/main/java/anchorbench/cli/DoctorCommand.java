package anchorbench.cli;

import anchorbench.InputException;
import anchorbench.device.EngineDescriptor;
import anchorbench.engine.Engine;
import anchorbench.engine.Probe;
import anchorbench.engine.TimedEngine;
import anchorbench.engine.registry.Engines;
import anchorbench.machine.Build;
import anchorbench.machine.JavaFault;
import anchorbench.machine.Machine;
import anchorbench.output.LogFile;
import anchorbench.source.DataSource;
import anchorbench.source.IdxFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What there is: machine, images, cards, engines with their libraries or the reason they are
 * absent.
 */
@Command(
    name = "doctor",
    description = {
      "Shows machine, images, cards, engines and their precisions, or why an engine is absent.",
      "Cards have the driver's ordinals, which CUDA_VISIBLE_DEVICES changes; --device and"
          + " --devices take these."
    })
final class DoctorCommand implements Callable<Integer> {
  @Option(
      names = "--require",
      description = "an engine, e.g. cuda or cuda:tf32, without which the exit code is 2")
  private String required;

  @Override
  public Integer call() {
    if (required != null && !Engines.names().contains(required)) {
      throw new InputException(
          "--require '%s' unknown; engines: %s"
              .formatted(required, String.join(", ", Engines.names())));
    }
    Build build = Build.current();
    System.out.println("anchorbench  " + build.version() + " (" + build.commit() + ")");
    System.out.println("machine      " + Machine.current().headline());
    JavaFault.here().ifPresent(fault -> System.out.println("warning      " + fault));
    DataSource source = DataSource.fromEnvironment();
    if (source.explicit() != null) {
      System.out.println("images       FASHION_MNIST_DIR: " + state(source.explicit()));
    }
    System.out.println("images       cache: " + state(source.cache()));
    System.out.println("images       system: " + state(source.system()));
    System.out.println("images       origin: " + source.origin());
    System.out.println("log          " + LogFile.path() + " (what libraries print)");
    // Before an engine is opened: it would be one of those who use a card.
    Engines.cardLines().forEach(System.out::println);
    int exit = 0;
    for (String name : Engines.names()) {
      Probe probe = Engines.probe(name, Engines.allProcessors());
      print(probe);
      if (probe instanceof Probe.Absent && name.equals(required)) {
        exit = Main.USAGE;
      }
    }
    return exit;
  }

  private static String state(Path folder) {
    if (!Files.isDirectory(folder)) {
      return folder + " - not there";
    }
    try {
      IdxFolder.readFashionMnist(folder);
      return folder + " - Fashion-MNIST, checksums match";
    } catch (InputException e) {
      return e.getMessage();
    }
  }

  private void print(Probe probe) {
    switch (probe) {
      case Probe.Absent absent ->
          System.out.printf(
              Locale.ROOT, "engine       %-10s absent: %s%n", absent.name(), absent.reason());
      case Probe.Ready(String name, Engine engine) -> print(name, "ready", engine);
      case Probe.OnlyTimed(String name, TimedEngine engine) ->
          print(name, "ready to be timed", engine);
    }
  }

  private void print(String name, String ready, TimedEngine engine) {
    EngineDescriptor info = engine.descriptor();
    System.out.printf(
        Locale.ROOT,
        "engine       %-10s %s: %s, %d thread(s), %s%n",
        name,
        ready,
        info.device().name(),
        info.threads(),
        info.precision());
    for (EngineDescriptor.Library library : info.libraries()) {
      System.out.printf(
          Locale.ROOT,
          "             %-10s %s (%s)%n",
          library.name(),
          library.version(),
          library.path());
    }
    info.notes().forEach(note -> System.out.println("             note       " + note));
    // A precision of an engine has the details of that engine.
    if (Engines.baseNames().contains(name) || name.equals(required)) {
      engine.details().forEach(line -> System.out.println("             " + line));
    }
    engine.close();
  }
}
