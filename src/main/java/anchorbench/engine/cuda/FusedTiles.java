package anchorbench.engine.cuda;

import anchorbench.network.DenseNetwork;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How the three kernels of a fused step divide a network's work, and the shared memory they need.
 * Pure arithmetic; the constants are those of the kernels' sources.
 */
final class FusedTiles {
  /** Of a block of {@code fused_triplets} and {@code fused_update}. */
  static final int THREADS = 256;

  /**
   * Of a block of {@code fused_forward}: so many that a multiprocessor has registers for one. Where
   * it had two, another had none.
   */
  static final int FORWARD_THREADS = 512;

  /** Outputs of a layer in a tile. */
  static final int COLUMNS = 16;

  /** Inputs in a tile of a layer above the first. */
  static final int SMALL_SLAB = 16;

  /** Inputs in a tile of the first layer, at most. */
  static final int MOST_SLAB = 56;

  static final int MOST_SLABS = 16;

  /** Rows in a tile of the first layer's sums. */
  static final int PART_ROWS = 128;

  /** Inputs of a part of the first layer's sums, at most. */
  private static final int MOST_PART = 224;

  private static final int LEAST_PART = 16;
  static final int MOST_PARTS = 16;

  /** About as many as a large card has multiprocessors: 132 on an H100. */
  private static final int FORWARD_BLOCKS = 132;

  /** Groups of threads that share a tile's inputs. */
  private static final int GROUPS = 8;

  private static final int WARPS = 8;
  private static final int MOST_CHUNK = 384;
  private static final int CHUNK_STEP = 64;
  private static final int TRIPLET_ROWS = 3;
  private static final int NOT_KEPT = -1;

  private final DenseNetwork network;
  private final int sharedBytes;
  private final int slab;
  private final int mostChunk;
  private final List<Integer> keptAt;
  private final int keptNumbers;

  private FusedTiles(DenseNetwork network, int sharedBytes) {
    this.network = network;
    this.sharedBytes = sharedBytes;
    // Sixteen slabs where the image is large enough: with eight tiles of columns, 128 blocks.
    slab = Math.clamp(roundUp(Math.ceilDiv(network.inputs(), MOST_SLABS), 4), 16, MOST_SLAB);
    int chunk = MOST_CHUNK;
    while (updateBytes(chunk) > sharedBytes) {
      chunk -= CHUNK_STEP;
    }
    mostChunk = chunk;
    keptAt = new ArrayList<>(Collections.nCopies(network.layers(), NOT_KEPT));
    keptNumbers = keep();
  }

  /**
   * @param sharedBytes that a block may have, at least 64 KB
   */
  static FusedTiles of(DenseNetwork network, int sharedBytes) {
    return new FusedTiles(network, sharedBytes);
  }

  /** The largest weights first, as long as there is room; the others are read from the L2 cache. */
  private int keep() {
    int numbers = 0;
    List<Integer> largestFirst =
        IntStream.range(1, network.layers())
            .boxed()
            .sorted(Comparator.comparingInt(layer -> -network.in(layer) * network.out(layer)))
            .toList();
    for (int layer : largestFirst) {
      int weight = network.in(layer) * keptPitch(network.out(layer));
      if ((numbers + weight + rowNumbers(network)) * Float.BYTES <= sharedBytes) {
        keptAt.set(layer, numbers);
        numbers += weight;
      }
    }
    return numbers;
  }

  /** From row to row of a weight in shared memory: an odd number of quads. */
  private static int keptPitch(int width) {
    int quads = Math.ceilDiv(width, 4);
    return 4 * (quads % 2 == 1 ? quads : quads + 1);
  }

  private static int roundUp(int value, int step) {
    return Math.ceilDiv(value, step) * step;
  }

  /** Numbers that a triplet's block needs besides weights: biases, sums, two deltas, all values. */
  private static int rowNumbers(DenseNetwork network) {
    int outputs = outputsBefore(network, network.layers());
    return outputs + TRIPLET_ROWS * (4 * THREADS + 2 * widest(network) + outputs);
  }

  private static int outputsBefore(DenseNetwork network, int layer) {
    return IntStream.range(0, layer).map(below -> roundUp(network.out(below), 4)).sum();
  }

  /** Outputs of the layers before, each in whole quads. */
  int outputsBefore(int layer) {
    return outputsBefore(network, layer);
  }

  /** Bytes of shared memory below which no triplet's rows fit. */
  static int leastTripletBytes(DenseNetwork network) {
    return rowNumbers(network) * Float.BYTES;
  }

  /** The widest output, in whole quads. */
  private static int widest(DenseNetwork network) {
    return roundUp(
        network.widths().stream().skip(1).mapToInt(Integer::intValue).max().orElseThrow(), 4);
  }

  int widest() {
    return widest(network);
  }

  private static int rowTiles(int rows) {
    return Math.ceilDiv(rows, PART_ROWS);
  }

  /**
   * Inputs of a part of the first layer's sums over {@code rows} rows: as few parts as fill a card.
   */
  int part(int rows) {
    int tiles = rowTiles(rows) * columnTiles(0);
    int parts = Math.clamp(FORWARD_BLOCKS / tiles, 1, MOST_PARTS);
    int part = roundUp(Math.ceilDiv(network.inputs(), parts), 4);
    while (part > MOST_PART || forwardTileBytes(part) > sharedBytes) {
      part -= 4;
    }
    return Math.max(part, LEAST_PART);
  }

  int parts(int rows) {
    return Math.ceilDiv(network.inputs(), part(rows));
  }

  /** Blocks of the first layer's sums, by parts and rows; {@link #columnTiles} go beside. */
  int forwardBlocks(int rows) {
    return parts(rows) * rowTiles(rows);
  }

  int slab() {
    return slab;
  }

  int slabs() {
    return Math.ceilDiv(network.inputs(), slab);
  }

  /** Rows in shared memory at a time, of {@code rows}: as even shares as steps of 64 allow. */
  int chunk(int rows) {
    return roundUp(Math.ceilDiv(rows, Math.ceilDiv(rows, mostChunk)), CHUNK_STEP);
  }

  /** Where a layer's weight lies in a triplet's shared memory, in numbers; -1 if it does not. */
  int keptAt(int layer) {
    return keptAt.get(layer);
  }

  /** Numbers of all weights that are kept. */
  int keptNumbers() {
    return keptNumbers;
  }

  long keptLayers() {
    return keptAt.stream().filter(at -> at != NOT_KEPT).count();
  }

  int forwardBytes(int rows) {
    return forwardTileBytes(part(rows));
  }

  /** Inputs and weights; in their place then the groups' sums. */
  private static int forwardTileBytes(int part) {
    int tile = part * (pitch(PART_ROWS) + COLUMNS);
    return Math.max(tile, GROUPS * PART_ROWS * COLUMNS) * Float.BYTES;
  }

  int tripletBytes() {
    return (keptNumbers + rowNumbers(network)) * Float.BYTES;
  }

  /**
   * Inputs and deltas of a chunk; in their place then the warps' sums. Products are done for a
   * multiple of 8 inputs, and those that a tile does not have are read as well.
   */
  int updateBytes(int chunk) {
    int inputs = roundUp(slab, 8);
    int tile = Math.max(inputs * pitch(chunk), slab * pitch(chunk) + chunk * COLUMNS);
    int upper = SMALL_SLAB * pitch(chunk) + chunk * COLUMNS;
    int sums = WARPS * inputs * COLUMNS + THREADS;
    return Math.max(Math.max(tile, upper), sums) * Float.BYTES;
  }

  private static int pitch(int chunk) {
    return chunk + 2;
  }

  int columnTiles(int layer) {
    return Math.ceilDiv(network.out(layer), COLUMNS);
  }

  /** A block for each tile, and one for the loss. */
  int updateBlocks() {
    int blocks = slabs() * columnTiles(0);
    for (int layer = 1; layer < network.layers(); layer++) {
      blocks += Math.ceilDiv(network.in(layer), SMALL_SLAB) * columnTiles(layer);
    }
    return blocks + 1;
  }
}
