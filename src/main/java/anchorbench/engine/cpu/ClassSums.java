package anchorbench.engine.cpu;

import anchorbench.data.ClassIndex;
import anchorbench.data.LabelledImages;
import anchorbench.engine.ClassMeans;
import anchorbench.memory.NativeMemory;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Sums of pixels by class: one pass over the images in storage order. A class's uint16 partial sums
 * stay in the first-level cache and are spilled into int32 before they can overflow.
 */
final class ClassSums {
  /** Rows of partial sums start at multiples of this many numbers: no kernel's vector is wider. */
  private static final int ROW_MULTIPLE = 64;

  private final Kernels kernels;
  private final LabelledImages images;
  private final int pixels;
  private final byte[] classes;
  private final int[][] counts;
  private final int[][] sums;

  private ClassSums(Kernels kernels, LabelledImages images, int workers) {
    this.kernels = kernels;
    this.images = images;
    this.pixels = images.pixelsPerImage();
    classes = images.labels();
    counts = new int[workers][images.classes()];
    sums = new int[workers][images.classes() * pixels];
  }

  static ClassMeans of(Kernels kernels, Crew crew, LabelledImages images, int firstPerClass) {
    ClassSums work = new ClassSums(kernels, images, crew.size());
    int[] chosen = firstPerClass == ClassMeans.ALL ? null : firstOfEachClass(images, firstPerClass);
    int count = chosen == null ? images.count() : chosen.length;
    crew.run(
        worker -> {
          int from = (int) ((long) count * worker / crew.size());
          int to = (int) ((long) count * (worker + 1) / crew.size());
          work.sum(worker, chosen, from, to);
        });
    return work.total();
  }

  /** Positions, ascending, of the first {@code wanted} images of each class. */
  private static int[] firstOfEachClass(LabelledImages images, int wanted) {
    int[] found = new int[images.classes()];
    int[] chosen = new int[(int) Math.min(images.count(), (long) wanted * images.classes())];
    int count = 0;
    int complete = 0;
    for (int i = 0; i < images.count() && complete < images.classes(); i++) {
      int c = images.label(i);
      if (found[c] < wanted) {
        chosen[count++] = i;
        complete += ++found[c] == wanted ? 1 : 0;
      }
    }
    if (complete < images.classes()) {
      ClassMeans.requireEnough(new ClassIndex(images), wanted);
    }
    return Arrays.copyOf(chosen, count);
  }

  private void sum(int worker, int[] chosen, int from, int to) {
    int pitch = Math.ceilDiv(pixels, ROW_MULTIPLE) * ROW_MULTIPLE;
    int[] held = new int[images.classes()];
    MemorySegment partial = NativeMemory.allocate((long) images.classes() * pitch * Short.BYTES);
    for (int next = from; next < to; ) {
      next =
          kernels.addImages(
              images.pixels(), pixels, chosen, classes, next, to, partial, pitch, held);
      for (int c = 0; c < held.length; c++) {
        if (held[c] == Kernels.MAX_PARTIAL_IMAGES || (next == to && held[c] > 0)) {
          kernels.spill(partial, (long) c * pitch, sums[worker], c * pixels, pixels);
          counts[worker][c] += held[c];
          held[c] = 0;
        }
      }
    }
  }

  private ClassMeans total() {
    for (int worker = 1; worker < sums.length; worker++) {
      for (int i = 0; i < sums[0].length; i++) {
        sums[0][i] += sums[worker][i];
      }
      for (int c = 0; c < counts[0].length; c++) {
        counts[0][c] += counts[worker][c];
      }
    }
    ClassMeans.requireExact(counts[0]);
    return new ClassMeans(pixels, counts[0], sums[0]);
  }
}
