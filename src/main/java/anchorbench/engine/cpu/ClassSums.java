package anchorbench.engine.cpu;

import anchorbench.data.ClassIndex;
import anchorbench.data.ImageSet;
import anchorbench.engine.ClassMeans;
import anchorbench.engine.cpu.work.WorkerPool;
import java.util.Arrays;

/** Sums of pixels by class: one pass over the images, each worker over its share. */
final class ClassSums {
  private ClassSums() {}

  static ClassMeans of(Kernels kernels, WorkerPool workers, ImageSet images, int firstPerClass) {
    int[] chosen = firstPerClass == ClassMeans.ALL ? null : firstOfEachClass(images, firstPerClass);
    int count = chosen == null ? images.count() : chosen.length;
    PartialSums[] shares = new PartialSums[workers.size()];
    workers.run(
        worker -> {
          int from = (int) ((long) count * worker / workers.size());
          int to = (int) ((long) count * (worker + 1) / workers.size());
          PartialSums share = new PartialSums(kernels, images.classes(), images.pixelsPerImage());
          kernels.addImages(images, chosen, from, to, share);
          share.finish();
          shares[worker] = share;
        });
    return total(shares, images.pixelsPerImage());
  }

  /** Positions, ascending, of the first {@code wanted} images of each class. */
  private static int[] firstOfEachClass(ImageSet images, int wanted) {
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

  private static ClassMeans total(PartialSums[] shares, int pixels) {
    int[] sums = shares[0].sums;
    int[] counts = shares[0].counts;
    for (int worker = 1; worker < shares.length; worker++) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += shares[worker].sums[i];
      }
      for (int c = 0; c < counts.length; c++) {
        counts[c] += shares[worker].counts[c];
      }
    }
    ClassMeans.requireExact(counts);
    return new ClassMeans(pixels, counts, sums);
  }
}
