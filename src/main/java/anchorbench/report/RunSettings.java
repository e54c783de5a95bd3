package anchorbench.report;

import anchorbench.device.EngineDescriptor;
import anchorbench.experiment.protocol.Protocol;
import anchorbench.output.TextTable;
import anchorbench.result.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a run ran on and with: machine, images, engines with their libraries, every setting. */
final class RunSettings {
  private RunSettings() {}

  static List<Section> sections(RunRecord run) {
    List<Section> sections = new ArrayList<>();
    sections.add(new Section("Machine, build and images", ground(run)));
    sections.add(new Section("Engines", engines(run)));
    if (run.experiment() != null) {
      sections.add(new Section("Protocol", protocol(run.experiment().protocol())));
    }
    return sections;
  }

  private static TextTable ground(RunRecord run) {
    return new TextTable("what", "value")
        .row("command", run.command())
        .row("made", Dates.text(run.createdUtc()))
        .row("build", run.build().version() + ", commit " + run.build().commit())
        .row("machine", run.machine().headline())
        .row("operating system", run.machine().operatingSystem())
        .row("JVM flags", String.join(" ", run.machine().javaFlags()))
        .row("images", images(run.images()))
        .row("SHA-256 of the images", run.images().sha256());
  }

  private static String images(RunRecord.Images images) {
    String counts =
        String.format(
            Locale.ROOT,
            "%s, %,d training and %,d test",
            images.name(),
            images.train(),
            images.test());
    return images.shape() == null
        ? counts
        : String.format(
            Locale.ROOT, "%s, %s, %,d classes", counts, images.shape(), images.classNames().size());
  }

  private static TextTable engines(RunRecord run) {
    TextTable table = new TextTable("engine", "device", "threads", "precision", "libraries, notes");
    for (RunRecord.EngineEntry engine : run.engines()) {
      EngineDescriptor info = engine.info();
      if (info == null) {
        table.row(engine.name(), "absent", "", "", engine.absent());
      } else {
        List<String> words =
            info.libraries().stream()
                .map(RunSettings::named)
                .collect(Collectors.toCollection(ArrayList::new));
        words.addAll(info.notes());
        table.row(
            engine.name(),
            info.device().name(),
            info.threads() == 0 ? "" : String.valueOf(info.threads()),
            info.precision(),
            String.join("; ", words));
      }
    }
    return table;
  }

  /** Some libraries' versions begin with their names. */
  private static String named(EngineDescriptor.Library library) {
    return library.version().startsWith(library.name())
        ? library.version()
        : library.name() + " " + library.version();
  }

  /**
   * As {@code --protocol} would read it, one setting per row; standardising only where it is done.
   */
  private static TextTable protocol(Protocol protocol) {
    TextTable table = new TextTable("setting", "value");
    Map<String, Object> settings = protocol.settings();
    settings.remove("standardise", false);
    settings.forEach((name, value) -> table.row(name, String.valueOf(value)));
    return table;
  }
}
