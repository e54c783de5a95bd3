package anchorbench.engine.cuda;

import anchorbench.engine.ClassMeans;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Sums of pixels by class, of images that are on the card already. */
final class CudaClassSums implements AutoCloseable {
  private final Resources owned = new Resources();
  private final Lane lane;
  private final RepeatedWork work;
  private final Kernels kernels;
  private DeviceBuffer sums;
  private PinnedBuffer result;
  private double deviceMicros = Double.NaN;

  CudaClassSums(Context context, Kernels kernels) {
    this.kernels = kernels;
    try {
      lane = owned.add(new Lane(context));
      work = owned.add(new RepeatedWork(lane));
    } catch (RuntimeException e) {
      owned.close();
      throw e;
    }
  }

  /** What the launches depend on; the buffers' place too, since they may have moved. */
  private record Key(CudaImages images, int firstPerClass, DeviceBuffer sums) {}

  ClassMeans of(CudaImages images, int firstPerClass) {
    int[] counts = ClassMeans.counts(images.index(), firstPerClass);
    int numbers = counts.length * images.pixelsPerImage();
    makeRoom((long) numbers * Integer.BYTES);
    int most = Arrays.stream(counts).max().orElse(0);
    deviceMicros =
        work.run(
            new Key(images, firstPerClass, sums),
            () -> {
              lane.stream().fill(sums.address(), (long) numbers * Integer.BYTES);
              kernels.classSums(lane.stream(), images, most, sums);
              lane.stream()
                  .copyToHost(result.memory(), sums.address(), (long) numbers * Integer.BYTES);
            });
    int[] found = new int[numbers];
    MemorySegment.copy(result.memory(), ValueLayout.JAVA_INT, 0, found, 0, numbers);
    return new ClassMeans(images.pixelsPerImage(), counts, found);
  }

  private void makeRoom(long bytes) {
    if (sums == null || sums.bytes() < bytes) {
      closeBuffers();
      sums = new DeviceBuffer(lane.context(), lane.stream(), "the class sums", bytes);
      result = new PinnedBuffer(lane.context(), bytes);
    }
  }

  double deviceMicros() {
    return deviceMicros;
  }

  private void closeBuffers() {
    if (sums != null) {
      sums.close();
      result.close();
    }
  }

  @Override
  public void close() {
    closeBuffers();
    owned.close();
  }
}
