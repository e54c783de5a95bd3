package anchorbench.engine.cuda;

import anchorbench.engine.cuda.driver.Grid;

/**
 * What a multiprocessor gives, from the CUDA C++ Programming Guide's table of technical
 * specifications per compute capability.
 *
 * @param sharedOptIn bytes of shared memory that a block may have
 * @param shared bytes of shared memory of a multiprocessor
 * @param threads of a multiprocessor
 */
record CardLimits(int sharedOptIn, int shared, int threads) {
  private static final int KB = 1024;
  private static final int REGISTERS = 65_536;

  /** Registers are given to warps in pieces of this many. */
  private static final int REGISTER_PIECE = 256;

  /** Shared memory that the system takes from each block, from compute capability 8 on. */
  private static final int RESERVED = KB;

  static CardLimits of(int architecture) {
    return switch (architecture) {
      case 75 -> new CardLimits(64 * KB, 64 * KB, 1024);
      case 80 -> new CardLimits(163 * KB, 164 * KB, 2048);
      case 86, 89, 120 -> new CardLimits(99 * KB, 100 * KB, 1536);
      case 90, 100 -> new CardLimits(227 * KB, 228 * KB, 2048);
      default -> throw new IllegalArgumentException("sm_" + architecture);
    };
  }

  /** Blocks that a multiprocessor runs side by side. */
  int activeBlocks(Grid grid, int registers, int staticShared) {
    int warps = grid.threadsX() / Kernels.WARP;
    int ofWarp = Math.ceilDiv(registers * Kernels.WARP, REGISTER_PIECE) * REGISTER_PIECE;
    int reserved = shared == sharedOptIn ? 0 : RESERVED;
    return Math.min(
        Math.min(threads / grid.threadsX(), REGISTERS / ofWarp / warps),
        shared / (grid.sharedBytes() + staticShared + reserved));
  }
}
