package anchorbench.engine.nd4j;

import anchorbench.data.ClassIndex;
import anchorbench.data.ImageSet;
import anchorbench.engine.ClassMeans;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Sums of pixels by class as a product with the one-hot matrix of the labels. */
final class Nd4jClassSums {
  /** Sums of so many bytes stay below 2^24, so float32 has them exactly. */
  private static final int EXACT_IMAGES = 65_000;

  private Nd4jClassSums() {}

  static ClassMeans of(Nd4jImages store, int firstPerClass) {
    ImageSet images = store.images();
    ClassIndex index = new ClassIndex(images);
    int[] counts = ClassMeans.counts(index, firstPerClass);
    int[] sums = new int[images.classes() * images.pixelsPerImage()];
    if (firstPerClass == ClassMeans.ALL) {
      addBlocks(store.floats(), store.oneHot(), sums);
    } else {
      addChosen(store, index.firstOfEach(counts), sums);
    }
    return new ClassMeans(images.pixelsPerImage(), counts, sums);
  }

  private static void addChosen(Nd4jImages store, int[] chosen, int[] sums) {
    if (chosen.length == 0) {
      return;
    }
    try (INDArray rows = Nd4j.createFromArray(chosen);
        INDArray bytes = Arrays4j.allocate(DataType.UINT8, chosen.length, store.pixelsPerImage());
        INDArray floats = Arrays4j.allocate(DataType.FLOAT, chosen.length, store.pixelsPerImage());
        INDArray oneHot =
            Arrays4j.allocate(DataType.FLOAT, chosen.length, store.images().classes())) {
      Arrays4j.gather(store.pixels(), rows, bytes);
      floats.assign(bytes);
      Arrays4j.gather(store.oneHot(), rows, oneHot);
      addBlocks(floats, oneHot, sums);
    }
  }

  private static void addBlocks(INDArray images, INDArray oneHot, int[] sums) {
    long count = images.rows();
    try (INDArray product = Arrays4j.allocate(DataType.FLOAT, oneHot.columns(), images.columns())) {
      for (long first = 0; first < count; first += EXACT_IMAGES) {
        long last = Math.min(count, first + EXACT_IMAGES);
        Nd4j.gemm(rows(oneHot, first, last), rows(images, first, last), product, true, false, 1, 0);
        MemorySegment memory = Arrays4j.toRead(product);
        for (int i = 0; i < sums.length; i++) {
          sums[i] += (int) memory.getAtIndex(ValueLayout.JAVA_FLOAT, i);
        }
      }
    }
  }

  private static INDArray rows(INDArray array, long first, long last) {
    return first == 0 && last == array.rows()
        ? array
        : array.get(NDArrayIndex.interval(first, last), NDArrayIndex.all());
  }
}
