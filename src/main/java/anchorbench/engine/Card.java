package anchorbench.engine;

/**
 * A graphics card.
 *
 * @param capability NVIDIA's compute capability, 10 major + minor
 */
public record Card(String name, int capability) {
  /**
   * Whether it runs machine code made for another capability: of the same major version, and of no
   * higher minor one.
   */
  public boolean runs(int builtFor) {
    return builtFor / 10 == capability / 10 && builtFor <= capability;
  }

  /** As NVIDIA writes it. */
  public static String text(int capability) {
    return capability / 10 + "." + capability % 10;
  }
}
