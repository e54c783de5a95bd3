package anchorbench.cli;

import anchorbench.engine.Engine;
import anchorbench.engine.registry.CardChoice;
import anchorbench.engine.registry.Engines;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Which engine, on which cards, how many trials at once on each. */
final class CardsOptions extends EngineChoice {
  @Option(
      names = "--threads",
      description = "trials at once, on each card (default: every processor, shared by the cards)")
  private Integer threads;

  @Option(
      names = "--devices",
      description =
          "cards of an engine that has cards, by their ordinals in doctor: all, or e.g. 0,2"
              + " (default: 0)")
  private String devices;

  /** Engines on cards of one box, in the order of the option. */
  static final class Opened implements AutoCloseable {
    private final List<Engine> engines = new ArrayList<>();
    private final List<Integer> ordinals;

    private Opened(List<Integer> ordinals) {
      this.ordinals = ordinals;
    }

    List<Engine> engines() {
      return engines;
    }

    /** The option that leaves out what has failed; empty where that leaves nothing or all. */
    String without(List<Engine> failed) {
      List<Integer> left = new ArrayList<>();
      for (int i = 0; i < engines.size(); i++) {
        if (!failed.contains(engines.get(i))) {
          left.add(ordinals.get(i));
        }
      }
      return left.isEmpty() || left.size() == engines.size()
          ? ""
          : " --devices " + left.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    @Override
    public void close() {
      engines.forEach(Engine::close);
    }
  }

  /** Trials at once on each card. */
  int trialsPerCard(int cards) {
    return threads(threads, Math.max(1, Engines.allProcessors() / cards));
  }

  /**
   * The cards' ordinals.
   *
   * @throws anchorbench.InputException if there are no such cards
   */
  List<Integer> ordinals() {
    return CardChoice.several("--devices", devices, fullName());
  }

  /** One engine per card, each with one thread: the trials run side by side. */
  Opened open(List<Integer> ordinals) {
    Opened opened = new Opened(ordinals);
    try {
      opened.ordinals.forEach(ordinal -> opened.engines.add(open(1, ordinal)));
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }
}
