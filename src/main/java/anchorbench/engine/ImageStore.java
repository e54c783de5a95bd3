package anchorbench.engine;

/** Images resident on an engine's device. */
public interface ImageStore extends AutoCloseable {
  int count();

  int pixelsPerImage();

  @Override
  void close();
}
