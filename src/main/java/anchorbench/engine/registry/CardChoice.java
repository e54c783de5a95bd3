package anchorbench.engine.registry;

import anchorbench.InputException;
import anchorbench.engine.InstalledCard;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which cards of a box an option names, by their ordinals. */
public final class CardChoice {
  private static final String ALL = "all";

  /** No box has more than four digits of them. */
  private static final Pattern ORDINAL = Pattern.compile("\\d{1,4}");

  private final String option;
  private final String value;

  private CardChoice(String option, String value) {
    this.option = option;
    this.value = value;
  }

  /**
   * One card.
   *
   * @param value an ordinal, or null for the first card
   * @throws InputException if the engine has no such card, with the cards that there are
   */
  public static int one(String option, String value, String engine) {
    CardChoice choice = new CardChoice(option, value);
    if (value != null && !ORDINAL.matcher(value).matches()) {
      throw choice.refused("expected the ordinal of one card, e.g. 0");
    }
    return choice.of(engine, () -> Engines.cards(engine)).getFirst();
  }

  /**
   * Several cards, in the order in which they are named.
   *
   * @param value {@code all}, ordinals with commas between them, or null for the first card
   * @throws InputException if the engine has no such card, or the cards do not belong together
   */
  public static List<Integer> several(String option, String value, String engine) {
    return several(option, value, engine, () -> Engines.cards(engine));
  }

  /**
   * As {@link #several(String, String, String)}.
   *
   * @param cards of the box; asked only where the answer needs them
   */
  static List<Integer> several(
      String option, String value, String engine, Supplier<List<InstalledCard>> cards) {
    return new CardChoice(option, value).of(engine, cards);
  }

  private List<Integer> of(String engine, Supplier<List<InstalledCard>> cards) {
    List<Integer> named = value == null ? List.of(0) : ordinals();
    if (named.equals(List.of(0))) {
      return named;
    }
    if (!Engines.hasCards(engine)) {
      throw refused(
          "engine %s has no cards to choose from; leave out %s, or choose --engine cuda"
              .formatted(engine, option));
    }
    List<InstalledCard> there = cards.get();
    List<InstalledCard> chosen =
        named.isEmpty() ? usable(there) : named.stream().map(each -> find(there, each)).toList();
    requireAlike(chosen);
    return chosen.stream().map(InstalledCard::ordinal).toList();
  }

  /** Empty for all cards. */
  private List<Integer> ordinals() {
    if (value.equals(ALL)) {
      return List.of();
    }
    List<String> parts = List.of(value.split(",", -1));
    for (String part : parts) {
      if (!ORDINAL.matcher(part).matches()) {
        throw refused("expected all, or ordinals of cards, e.g. 0,2");
      }
    }
    List<Integer> ordinals = parts.stream().map(Integer::valueOf).toList();
    for (int i = 0; i < ordinals.size(); i++) {
      if (ordinals.indexOf(ordinals.get(i)) < i) {
        throw refused("card " + ordinals.get(i) + " is named twice");
      }
    }
    return ordinals;
  }

  /** A card that the engine cannot use is left out of {@code all}; doctor says why. */
  private List<InstalledCard> usable(List<InstalledCard> cards) {
    List<InstalledCard> usable = cards.stream().filter(card -> card.refusal() == null).toList();
    if (usable.isEmpty()) {
      throw refused(cards.getFirst().refusal());
    }
    return usable;
  }

  private InstalledCard find(List<InstalledCard> cards, int ordinal) {
    InstalledCard found =
        cards.stream()
            .filter(card -> card.ordinal() == ordinal)
            .findFirst()
            .orElseThrow(
                () -> refused("this box has " + listed(cards) + "; see: anchorbench doctor"));
    if (found.refusal() != null) {
      throw refused(found.refusal());
    }
    return found;
  }

  /** Different models round differently: a number would tell which card a trial happened to get. */
  private void requireAlike(List<InstalledCard> cards) {
    InstalledCard first = cards.getFirst();
    for (InstalledCard other : cards) {
      if (!other.card().equals(first.card())) {
        throw refused(
            "%s and %s are different models and round differently; name cards of one model"
                .formatted(first, other));
      }
    }
  }

  /** {@code card 0}, {@code cards 0 and 1}, with the models in brackets. */
  private static String listed(List<InstalledCard> cards) {
    String models =
        cards.stream().map(each -> each.card().name()).distinct().collect(Collectors.joining(", "));
    return "%s (%s)"
        .formatted(ordinals(cards.stream().map(InstalledCard::ordinal).toList()), models);
  }

  /** Ordinals as a sentence has them. */
  private static String ordinals(List<Integer> ordinals) {
    if (ordinals.size() == 1) {
      return "card " + ordinals.getFirst() + " alone";
    }
    Stream<Integer> butLast = ordinals.stream().limit(ordinals.size() - 1);
    return String.format(
        Locale.ROOT,
        "cards %s and %d",
        butLast.map(String::valueOf).collect(Collectors.joining(", ")),
        ordinals.getLast());
  }

  private InputException refused(String reason) {
    String shown = value.isBlank() ? "'" + value + "'" : value;
    return new InputException("%s %s: %s".formatted(option, shown, reason));
  }
}
