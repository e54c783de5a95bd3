package anchorbench.engine.cpu;

import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.engine.cpu.machinecode.MachineCode;
import anchorbench.memory.NativeMemory;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** The Vector API, with machine code for the two memory-bound loops. */
final class MachineCodeKernels extends VectorKernels {
  /**
   * Images sorted by class at a time: 100 kB, which the second-level cache holds beside as many
   * being fetched. 64 to 216 took the same time on Zen 4, 324 and more a tenth longer.
   */
  private static final int CHUNK = 128;

  /** Pixels that {@link MachineCode#gather} converts at a time; a plane is a multiple of them. */
  private static final int GATHERED_PIXELS = 16;

  /** Rows of one call, some 100 us of work: the garbage collector waits for it. */
  private static final int ROWS_OF_A_CALL = 1024;

  /**
   * Pixels up to which an image is added to sums of 32 bits: what it takes by itself then outweighs
   * that those are twice as wide.
   */
  private static final int SMALL = 64;

  /** The same of images that are small. */
  private static final int SMALL_IMAGES_OF_A_CALL = 16_384;

  /** Pixels of a vector that small images are added by. */
  private static final int SMALL_VECTOR = 8;

  /**
   * Bytes copied, then converted: the second-level cache has room for them. With as many as the
   * first level holds, the end of every call waited for its stores around the cache.
   */
  private static final int STAGED_BYTES = 256 << 10;

  /** Converts what is staged as if it were one image. */
  private static final int[] ONE_IMAGE = {0};

  /** From here on the output is larger than what a core's caches hold for whoever reads it next. */
  private static final long BYTES_AROUND_CACHE = 2 << 20;

  private final MachineCode code;
  private final boolean inOrder;

  /**
   * @param inOrder whether images are added in their order, for which the processor must have
   *     {@link MachineCode#hasInOrder}; otherwise sorted by class
   */
  MachineCodeKernels(MachineCode code, boolean inOrder) {
    this.code = code;
    this.inOrder = inOrder;
  }

  @Override
  public String description() {
    return "%s; class means in %s, gather in AVX2 machine code"
        .formatted(super.description(), inOrder ? "AVX-512" : "AVX2");
  }

  @Override
  public void addImages(ImageSet images, int[] chosen, int from, int to, PartialSums sums) {
    if (images.pixelsPerImage() <= SMALL) {
      addSmall(images, chosen, from, to, sums);
    } else if (inOrder) {
      addInOrder(images, chosen, from, to, sums);
    } else {
      addSorted(images, chosen, from, to, sums);
    }
  }

  private void addSmall(ImageSet images, int[] chosen, int from, int to, PartialSums sums) {
    int size = images.pixelsPerImage();
    int pitch = Math.ceilDiv(size, SMALL_VECTOR) * SMALL_VECTOR;
    int[] rows = new int[images.classes() * pitch];
    for (int place = from; place < to; place += SMALL_IMAGES_OF_A_CALL) {
      int end = Math.min(place + SMALL_IMAGES_OF_A_CALL, to);
      code.addSmallImages(
          images.pixels(), size, images.labelMemory(), chosen, place, end, rows, sums.counts);
    }
    for (int c = 0; c < images.classes(); c++) {
      for (int p = 0; p < size; p++) {
        sums.sums[c * size + p] += rows[c * pitch + p];
      }
    }
  }

  private void addInOrder(ImageSet images, int[] chosen, int from, int to, PartialSums sums) {
    int place = from;
    while (place < to) {
      int end = Math.min(place + ROWS_OF_A_CALL, to);
      place =
          code.addImagesInOrder(
              images.pixels(),
              images.pixelsPerImage(),
              images.labelMemory(),
              chosen,
              place,
              end,
              sums.rows,
              sums.pitch,
              sums.held);
      if (place < end) {
        sums.spill(images.label(chosen == null ? place : chosen[place]));
      }
    }
  }

  private void addSorted(ImageSet images, int[] chosen, int from, int to, PartialSums sums) {
    int[] ends = new int[images.classes()];
    int[] order = new int[CHUNK];
    int[] runs = new int[2 * images.classes() + 2];
    for (int place = from; place < to; place += CHUNK) {
      int end = Math.min(place + CHUNK, to);
      sortByClass(images, chosen, place, end, ends, order);
      makeRuns(ends, runs, sums);
      int next = end == to ? end - 1 : end;
      code.addImages(
          images.pixels(),
          images.pixelsPerImage(),
          order,
          runs,
          sums.rows,
          sums.pitch,
          chosen == null ? next : chosen[next]);
    }
  }

  /**
   * Leaves in {@code order} the images of the places, and in {@code ends} where each class ends.
   */
  private static void sortByClass(
      ImageSet images, int[] chosen, int from, int to, int[] ends, int[] order) {
    Arrays.fill(ends, 0);
    for (int place = from; place < to; place++) {
      ends[images.label(chosen == null ? place : chosen[place])]++;
    }
    int start = 0;
    for (int c = 0; c < ends.length; c++) {
      start += ends[c];
      ends[c] = start - ends[c];
    }
    for (int place = from; place < to; place++) {
      int image = chosen == null ? place : chosen[place];
      order[ends[images.label(image)]++] = image;
    }
  }

  private static void makeRuns(int[] ends, int[] runs, PartialSums sums) {
    int next = 0;
    for (int c = 0; c < ends.length; c++) {
      int count = ends[c] - (c == 0 ? 0 : ends[c - 1]);
      if (count > 0) {
        sums.makeRoom(c, count);
        runs[next++] = c;
        runs[next++] = count;
      }
    }
    runs[next + 1] = 0;
  }

  @Override
  public void gather(
      ImageSet images,
      int[] imageOfRow,
      int from,
      int to,
      PixelScaling scaling,
      MemorySegment out,
      MemorySegment staging) {
    int size = images.pixelsPerImage();
    int plane = scaling.plane(size);
    if (plane % GATHERED_PIXELS != 0) {
      gatherStaged(images, imageOfRow, from, to, scaling, out, staging);
      return;
    }
    float[] pairs = scaling.values();
    boolean aroundCache = isAroundCache(to - from, size);
    for (int row = from; row < to; row += ROWS_OF_A_CALL) {
      int end = Math.min(row + ROWS_OF_A_CALL, to);
      code.gather(images.pixels(), imageOfRow, row, end, pairs, plane, aroundCache, out);
    }
  }

  private static boolean isAroundCache(int rows, int size) {
    return rows * (long) size * Float.BYTES > BYTES_AROUND_CACHE;
  }

  /**
   * Rows that are no whole vectors: some are copied one behind the other and converted as one. From
   * a multiple of 16 rows on, as many fill whole vectors that lie as they must.
   */
  private void gatherStaged(
      ImageSet images,
      int[] imageOfRow,
      int from,
      int to,
      PixelScaling scaling,
      MemorySegment out,
      MemorySegment staging) {
    int size = images.pixelsPerImage();
    int room = (int) ((staging.byteSize() - NativeMemory.PADDING) / size);
    int most =
        Math.clamp(STAGED_BYTES / size / GATHERED_PIXELS, 1, room / GATHERED_PIXELS)
            * GATHERED_PIXELS;
    boolean aroundCache = isAroundCache(to - from, size);
    int count;
    for (int row = from; row < to; row += count) {
      int behind = row % GATHERED_PIXELS;
      count = Math.min(behind == 0 ? most : GATHERED_PIXELS - behind, to - row);
      code.copyRows(images.pixels(), size, imageOfRow, row, row + count, staging);
      long at = (long) row * size;
      if (scaling.pairs() == 1 && behind == 0 && count % GATHERED_PIXELS == 0) {
        MemorySegment rows = out.asSlice(at * Float.BYTES);
        code.gather(staging, ONE_IMAGE, 0, 1, scaling.values(), count * size, aroundCache, rows);
      } else {
        scaleRows(staging, size, scaling, out, at, count);
      }
    }
  }
}
