package anchorbench.result;

/**
 * What a case's work needs at least, by its definition: no engine can do with less.
 *
 * @param operations additions and multiplications
 * @param bytes read and written
 */
public record Cost(double operations, double bytes) {
  /** Operations per byte. */
  public double intensity() {
    return operations / bytes;
  }
}
