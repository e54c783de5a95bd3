package anchorbench.engine.nd4j;

import anchorbench.InputException;
import anchorbench.engine.Card;
import anchorbench.machine.Build;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Which of ND4J's backends the class path holds. Found by name: to load one of its classes starts
 * ND4J, and ND4J on a card that it has no code for fails in its first operation, not at its start.
 *
 * @param artifact as Maven knows it
 * @param builtFor compute capabilities it has machine code for (10 major + minor), null where that
 *     is not known
 */
record Nd4jBackend(String artifact, boolean cuda, int[] builtFor) {
  private static final String CPU_CLASS = "org.nd4j.linalg.cpu.nativecpu.CpuBackend";
  private static final String CUDA_CLASS = "org.nd4j.linalg.jcublas.JCublasBackend";

  /** Of nd4j-cuda-11.6 1.0.0-M2.1, read off its libnd4jcuda.so; it holds no PTX. */
  private static final int[] CUDA_11_6 = {37, 50, 52, 60, 61, 70, 75, 80, 86};

  /**
   * @throws InputException if both are there
   * @throws NoClassDefFoundError if none is
   */
  static Nd4jBackend onClassPath() {
    ClassLoader loader = Nd4jBackend.class.getClassLoader();
    return of(isThere(CPU_CLASS, loader), isThere(CUDA_CLASS, loader), Build.cudaOfNd4j());
  }

  static Nd4jBackend of(boolean cpu, boolean cuda, String cudaVersion) {
    if (cpu && cuda) {
      throw new InputException(
          "nd4j-native and nd4j-cuda are both on the class path, and ND4J picks one of them"
              + " arbitrarily. Cure: build either with -Pnd4j-cuda or without it, after mvn"
              + " clean.");
    }
    if (cuda) {
      boolean known = cudaVersion.equals("11.6");
      return new Nd4jBackend("nd4j-cuda-" + cudaVersion, true, known ? CUDA_11_6 : null);
    }
    if (cpu) {
      return new Nd4jBackend("nd4j-native", false, null);
    }
    NoClassDefFoundError none = new NoClassDefFoundError(CPU_CLASS);
    none.initCause(new ClassNotFoundException(CPU_CLASS));
    throw none;
  }

  /** Whether a card's backend is there. */
  static boolean hasCuda() {
    return isThere(CUDA_CLASS, Nd4jBackend.class.getClassLoader());
  }

  static String nameOf(String engine, boolean cuda) {
    return cuda ? engine + "-cuda" : engine;
  }

  private static boolean isThere(String name, ClassLoader loader) {
    return loader.getResource(name.replace('.', '/') + ".class") != null;
  }

  /**
   * Lets a card pass that this backend has code for.
   *
   * @return the card's name
   * @throws InputException naming the cards that would do
   */
  String admit(Card card) {
    if (builtFor != null && Arrays.stream(builtFor).noneMatch(card::runs)) {
      throw new InputException(
          ("%s has machine code for compute capability %s and no code to translate; %s is %s."
                  + " Cure: the engine cuda runs on it without ND4J.")
              .formatted(
                  artifact,
                  Arrays.stream(builtFor).mapToObj(Card::text).collect(Collectors.joining(", ")),
                  card.name(),
                  Card.text(card.capability())));
    }
    return card.name();
  }
}
