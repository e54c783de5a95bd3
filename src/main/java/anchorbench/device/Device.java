package anchorbench.device;

/**
 * What an engine computes on.
 *
 * @param name of the processor or card
 */
public record Device(Kind kind, String name) {
  /** Begins the device's name where a card is played by the processor, in a rehearsal. */
  public static final String STAND_IN = "HOST STAND-IN";

  /** Devices of one kind share what they can do at best. */
  public enum Kind {
    PROCESSOR,
    CARD
  }

  public static Device processor(String name) {
    return new Device(Kind.PROCESSOR, name);
  }

  public static Device card(String name) {
    return new Device(Kind.CARD, name);
  }

  /** Whether its times are those of a rehearsal and nobody's. */
  public boolean standsIn() {
    return name.startsWith(STAND_IN);
  }
}
