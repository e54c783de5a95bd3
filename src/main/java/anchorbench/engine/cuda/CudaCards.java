package anchorbench.engine.cuda;

import anchorbench.engine.Card;
import anchorbench.engine.InstalledCard;
import anchorbench.engine.cuda.driver.Driver;
import anchorbench.engine.cuda.driver.KernelCompiler;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The cards that the driver shows, by its attributes alone. No context is opened: on a box of eight
 * cards that would take seconds and some hundred MiB of each.
 */
final class CudaCards {
  /** Turing: what the kernels are written for. */
  private static final int OLDEST = 75;

  private final Driver driver;

  /** Null where none was found. */
  private final KernelCompiler compiler;

  CudaCards(Driver driver, KernelCompiler compiler) {
    this.driver = driver;
    this.compiler = compiler;
  }

  /**
   * Of this machine. Without a toolkit the cards are still listed.
   *
   * @throws CudaAbsent if there is no driver, or no card
   */
  static CudaCards find() throws CudaAbsent {
    Driver driver = CudaPlatform.driver(CudaPlatform.openDriver());
    try {
      return new CudaCards(driver, CudaPlatform.find().compiler());
    } catch (CudaAbsent e) {
      return new CudaCards(driver, null);
    }
  }

  /** In the order of their ordinals. */
  List<InstalledCard> list() {
    return IntStream.range(0, driver.deviceCount()).mapToObj(this::card).toList();
  }

  /**
   * The card of an ordinal.
   *
   * @throws CudaAbsent if there is none, or the engine cannot use it
   */
  InstalledCard usable(int ordinal) throws CudaAbsent {
    int count = driver.deviceCount();
    if (ordinal >= count) {
      throw new CudaAbsent(
          String.format(
              Locale.ROOT,
              "there is no card %d: the ordinals here go from 0 to %d. Cure: see anchorbench"
                  + " doctor.",
              ordinal,
              count - 1));
    }
    InstalledCard card = card(ordinal);
    if (card.refusal() != null) {
      throw new CudaAbsent(card.refusal());
    }
    return card;
  }

  private InstalledCard card(int ordinal) {
    int device = driver.device(ordinal);
    Card card = new Card(driver.deviceName(device), capability(device));
    InstalledCard installed =
        new InstalledCard(ordinal, card, driver.pciBusId(device), driver.totalMemory(device), null);
    return new InstalledCard(
        ordinal, card, installed.pciBusId(), installed.memoryBytes(), refusal(installed));
  }

  private int capability(int device) {
    return 10 * driver.attribute(device, Driver.COMPUTE_CAPABILITY_MAJOR)
        + driver.attribute(device, Driver.COMPUTE_CAPABILITY_MINOR);
  }

  /** Why the engine cannot use a card, or null. */
  private String refusal(InstalledCard installed) {
    int capability = installed.card().capability();
    if (capability < OLDEST) {
      return "%s is of compute capability %s, and the engine needs %s (Turing) or newer. Cure: choose another card, or --engine cpu."
          .formatted(installed, Card.text(capability), Card.text(OLDEST));
    }
    try {
      if (compiler != null) {
        Architecture.of(capability, compiler.architectures(), compiler.version());
      }
      return null;
    } catch (CudaAbsent e) {
      return installed + ": " + e.getMessage();
    }
  }
}
