package anchorbench.engine.cuda;

/** The variable by which the driver hides cards and numbers those that are left. */
final class VisibleDevices {
  static final String VARIABLE = "CUDA_VISIBLE_DEVICES";

  private VisibleDevices() {}

  /**
   * Why the driver may show no card, and the cure.
   *
   * @param value of the variable, null if it is not set
   */
  static String cure(String value) {
    if (value == null) {
      return "Cure: check nvidia-smi and CUDA_VISIBLE_DEVICES.";
    }
    return "%s='%s' hides every card. Cure: unset it, or name cards that nvidia-smi lists, e.g. %s=0."
        .formatted(VARIABLE, value, VARIABLE);
  }
}
