package anchorbench.engine.cuda;

import anchorbench.engine.Card;
import anchorbench.engine.InstalledCard;
import anchorbench.engine.cuda.driver.CudaException;
import anchorbench.engine.cuda.driver.DynamicLibrary;
import anchorbench.engine.cuda.driver.Nvml;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What {@code doctor} tells of every card: what it is, how much of it is free, who uses it. The
 * last two are the management library's, which needs no context; where it is not there or refuses,
 * a line says so and the rest stands.
 */
final class CardUse {
  private static final String INDENT = "             ";

  private final List<String> lines = new ArrayList<>();

  private CardUse() {}

  /** The lines of all cards, and how they are counted. */
  static List<String> lines(List<InstalledCard> cards) {
    CardUse use = new CardUse();
    String visible = System.getenv(VisibleDevices.VARIABLE);
    if (visible != null) {
      use.lines.add(
          "cards        %s=%s: ordinals count what it shows"
              .formatted(VisibleDevices.VARIABLE, visible));
    }
    cards.forEach(use::add);
    return use.lines;
  }

  private void add(InstalledCard card) {
    Nvml nvml = null;
    String refusal = null;
    try {
      nvml = new Nvml(DynamicLibrary.open(Nvml.LIBRARY), card.pciBusId());
    } catch (DynamicLibrary.NotLoaded | UnsatisfiedLinkError | CudaException e) {
      refusal = e.getMessage();
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "card         %d: %s, compute capability %s, PCI %s, %s",
            card.ordinal(),
            card.card().name(),
            Card.text(card.card().capability()),
            card.pciBusId(),
            memory(card, nvml)));
    lines.add(
        INDENT + (nvml == null ? "who uses it is not known (" + refusal + ")" : processes(nvml)));
    if (card.refusal() != null) {
      lines.add(INDENT + "not for the engine cuda: " + card.refusal());
    }
  }

  private static String memory(InstalledCard card, Nvml nvml) {
    try {
      if (nvml != null) {
        Nvml.Memory memory = nvml.memory();
        return String.format(
            Locale.ROOT, "%,d of %,d MiB free", memory.free() >> 20, memory.total() >> 20);
      }
    } catch (UnsatisfiedLinkError | CudaException e) {
      // The total is known without.
    }
    return String.format(Locale.ROOT, "%,d MiB", card.memoryBytes() >> 20);
  }

  private static String processes(Nvml nvml) {
    try {
      List<Nvml.ComputeProcess> others =
          nvml.processes().stream()
              .filter(each -> each.pid() != ProcessHandle.current().pid())
              .toList();
      return others.isEmpty()
          ? "no other process computes on it"
          : "used by " + others.stream().map(CardUse::process).collect(Collectors.joining(", "));
    } catch (UnsatisfiedLinkError | CudaException e) {
      return "who uses it is not known (" + e.getMessage() + ")";
    }
  }

  private static String process(Nvml.ComputeProcess process) {
    return process.bytes() == Nvml.ComputeProcess.UNKNOWN
        ? String.format(Locale.ROOT, "process %d (memory not known)", process.pid())
        : String.format(Locale.ROOT, "process %d (%,d MiB)", process.pid(), process.bytes() >> 20);
  }
}
