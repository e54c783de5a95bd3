package anchorbench.engine.cpu;

import anchorbench.data.LabelledImages;
import anchorbench.engine.ImageStore;

/** Images where they are: host memory is this engine's device. */
record CpuImages(LabelledImages images) implements ImageStore {
  @Override
  public int count() {
    return images.count();
  }

  @Override
  public int pixelsPerImage() {
    return images.pixelsPerImage();
  }

  @Override
  public void close() {}
}
