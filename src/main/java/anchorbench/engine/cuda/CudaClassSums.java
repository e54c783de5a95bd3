package anchorbench.engine.cuda;

import anchorbench.engine.ClassMeans;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Sums of pixels by class of the images of a session. */
final class CudaClassSums implements AutoCloseable {
  private final Resources owned = new Resources();
  private final Stream stream;
  private final RepeatedWork work;
  private final Kernels kernels;
  private final CudaImages images;
  private final DeviceBuffer sums;
  private final PinnedBuffer result;
  private double deviceMicros = Double.NaN;

  CudaClassSums(Context context, Kernels kernels, CudaImages images) {
    this.kernels = kernels;
    this.images = images;
    try {
      stream = owned.add(new Stream(context));
      work = owned.add(new RepeatedWork(stream));
      sums = owned.add(new DeviceBuffer(context, stream, "the class sums", bytes()));
      result = owned.add(new PinnedBuffer(context, bytes()));
    } catch (RuntimeException e) {
      owned.close();
      throw e;
    }
  }

  private int numbers() {
    return Math.multiplyExact(images.classes(), images.pixelsPerImage());
  }

  private long bytes() {
    return (long) numbers() * Integer.BYTES;
  }

  ClassMeans of(int firstPerClass) {
    int[] counts = ClassMeans.counts(images.index(), firstPerClass);
    int most = Arrays.stream(counts).max().orElse(0);
    deviceMicros =
        work.run(
            firstPerClass,
            () -> {
              stream.fill(sums.address(), bytes());
              kernels.classSums(stream, images, most, sums);
              stream.copyToHost(result.memory(), sums.address(), bytes());
            });
    int[] found = new int[numbers()];
    MemorySegment.copy(result.memory(), ValueLayout.JAVA_INT, 0, found, 0, found.length);
    return new ClassMeans(images.pixelsPerImage(), counts, found);
  }

  double deviceMicros() {
    return deviceMicros;
  }

  @Override
  public void close() {
    owned.close();
  }
}
