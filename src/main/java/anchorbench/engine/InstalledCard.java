package anchorbench.engine;

import java.util.Locale;

/**
 * A card of this box.
 *
 * @param ordinal the driver's number of it: CUDA_VISIBLE_DEVICES hides and orders cards first
 * @param pciBusId where it is plugged in, which every tool calls by the same name
 * @param memoryBytes all of its memory
 * @param refusal why the engine cannot use it, with the cure; null if it can
 */
public record InstalledCard(
    int ordinal, Card card, String pciBusId, long memoryBytes, String refusal) {

  /** Tells it from the others of its kind. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "card %d (%s, PCI %s)", ordinal, card.name(), pciBusId);
  }
}
