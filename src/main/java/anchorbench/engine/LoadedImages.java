package anchorbench.engine;

import anchorbench.data.ClassIndex;
import anchorbench.data.ImageSet;

/** Images, where each class's are, and the same images on an engine's device. */
public record LoadedImages(ImageSet images, ClassIndex index, Session session)
    implements AutoCloseable {
  public static LoadedImages on(Engine engine, ImageSet images) {
    return new LoadedImages(images, new ClassIndex(images), engine.load(images));
  }

  @Override
  public void close() {
    session.close();
  }
}
