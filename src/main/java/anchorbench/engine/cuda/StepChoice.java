package anchorbench.engine.cuda;

import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.network.DenseNetwork;
import anchorbench.network.NetworkSpec;
import java.util.Locale;

/**
 * Which way a trainer's steps take: three kernels of ours, or cuBLASLt's products with kernels
 * between them. One rule, of the network, the batch and the card.
 *
 * @param tiles of the three kernels, or null
 * @param reason why it is not the three kernels, or null
 */
record StepChoice(
    NetworkSpec network, int batch, int sharedBytes, FusedTiles tiles, String reason) {
  /** Asks for one way: {@code cublaslt}; anything else leaves the choice to the rule. */
  static final String PROPERTY = "anchorbench.cuda.step";

  /** Every card that CUDA 13 knows gives a block this much. */
  private static final int LEAST_SHARED = 64 << 10;

  /** Sixteen slabs of 56: a wider tile needs more registers than fused_update's threads have. */
  private static final int MOST_INPUTS = FusedTiles.MOST_SLABS * FusedTiles.MOST_SLAB;

  private static final int MOST_LAYERS = 8;
  private static final int MOST_WIDTH = 512;

  /**
   * Numbers. Each triplet's block reads every weight above the first layer; at 128 KB, 128 of them
   * read 16 MB from the L2 cache. An H100 takes 3.5 us for 12.5 MB, as long as the first kernel.
   */
  private static final int MOST_UPPER_WEIGHTS = 32_768;

  /**
   * Triplets. Time grows with the batch, block by block, while a library's products use the card
   * better the more rows they have. By estimate they meet between 500 and 1,000 triplets; no card
   * has timed both there.
   */
  private static final int MOST_BATCH = 512;

  /** For the record: what decides. */
  static final String RULE =
      String.format(
          Locale.ROOT,
          "a step of dense layers is three kernels in float32 for up to %,d pixels, %d layers of up"
              + " to %d outputs, %,d weights above the first layer and %d triplets; otherwise it is"
              + " cuBLASLt's products",
          MOST_INPUTS,
          MOST_LAYERS,
          MOST_WIDTH,
          MOST_UPPER_WEIGHTS,
          MOST_BATCH);

  /**
   * The choice for a card, or what {@link #PROPERTY} asks for.
   *
   * @param sharedBytes that a block may have, by opt-in
   */
  static StepChoice of(NetworkSpec network, Arithmetic arithmetic, int batch, int sharedBytes) {
    boolean asked = System.getProperty(PROPERTY, "").equals("cublaslt");
    String reason =
        asked
            ? "asked for by -D" + PROPERTY + "=cublaslt"
            : reasonAgainst(network, arithmetic, batch, sharedBytes);
    FusedTiles tiles = reason == null ? FusedTiles.of(DenseNetwork.of(network), sharedBytes) : null;
    return new StepChoice(network, batch, sharedBytes, tiles, reason);
  }

  /** The one reason why three kernels do not do, or null. */
  private static String reasonAgainst(
      NetworkSpec spec, Arithmetic arithmetic, int batch, int sharedBytes) {
    if (!DenseNetwork.isPerceptron(spec)) {
      return "it has other layers than dense ones";
    }
    DenseNetwork network = DenseNetwork.of(spec);
    int upperWeights = 0;
    int widest = 0;
    for (int layer = 0; layer < network.layers(); layer++) {
      upperWeights += layer == 0 ? 0 : Math.multiplyExact(network.in(layer), network.out(layer));
      widest = Math.max(widest, network.out(layer));
      if (widest > MOST_WIDTH) {
        return above(widest + " outputs of a layer", MOST_WIDTH);
      }
    }
    if (arithmetic != Arithmetic.FLOAT32) {
      return arithmetic.label() + " is cuBLASLt's arithmetic";
    }
    if (network.inputs() > MOST_INPUTS) {
      return above(network.inputs() + " pixels", MOST_INPUTS);
    }
    if (network.layers() > MOST_LAYERS) {
      return above(network.layers() + " layers", MOST_LAYERS);
    }
    if (upperWeights > MOST_UPPER_WEIGHTS) {
      return above(upperWeights + " weights above the first layer", MOST_UPPER_WEIGHTS);
    }
    if (batch > MOST_BATCH) {
      return above(batch + " triplets", MOST_BATCH);
    }
    int needed = Math.max(LEAST_SHARED, FusedTiles.leastTripletBytes(network));
    return needed <= sharedBytes
        ? null
        : String.format(
            Locale.ROOT,
            "a block needs %d KB of shared memory, and this card gives %d",
            Math.ceilDiv(needed, 1024),
            sharedBytes >> 10);
  }

  private static String above(String what, int most) {
    return String.format(Locale.ROOT, "%s are above %d", what, most);
  }

  boolean fused() {
    return tiles != null;
  }

  /** The choice in a line. */
  String line() {
    String step = String.format(Locale.ROOT, "step of %s, batch %d: ", network, batch);
    if (!fused()) {
      return step + "cuBLASLt's products (" + reason + ")";
    }
    return step
        + String.format(
            Locale.ROOT,
            "three kernels (a triplet's block keeps the weights of %d of %d upper layers in %.1f of"
                + " %d KB of shared memory)",
            tiles.keptLayers(),
            DenseNetwork.of(network).layers() - 1,
            tiles.tripletBytes() / 1024.0,
            sharedBytes >> 10);
  }
}
